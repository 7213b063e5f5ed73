"""What the linter finds in a regulation, and what it must leave alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.rules import citation, lint
from schema.rules.comparison import Clause
from schema.rules.offences import ADVICE, PATTERNS, Offence

UNLAWFUL = [
    (Offence.FINE, "在沟渠倒垃圾的，罚款一百元。"),
    (Offence.FINE, "不听劝阻的罚200元。"),
    (Offence.FINE, "牛羊进田吃庄稼，处五十元以上一百元以下的罚金。"),
    (Offence.FINE, "放养家禽糟蹋菜地者罚栽树十棵。"),
    (Offence.FINE, "违反本规约的，向小组缴纳违约金三百元。"),
    (Offence.FINE, "不得在路边堆放杂物，罚款五十元。"),
    (Offence.FINE, "不得在水塘洗农药桶违者罚款一百元。"),
    (Offence.FINE, "不准在路上晒谷否则罚款五十元。"),
    (Offence.FINE, "牲畜毁苗的，每头每次扣款三十元。"),
    (Offence.INFORMER_REWARD, "举报偷砍树木的，查实后奖励五十元。"),
    (Offence.INFORMER_REWARD, "实行有奖举报。"),
    (Offence.INFORMER_REWARD, "检举偷鱼者，奖现金两百元。"),
    (Offence.BENEFIT_LOSS, "不缴纳公益金的，扣发其土地流转租金。"),
    (Offence.BENEFIT_LOSS, "不参加大扫除的农户，取消当年集体收益分配。"),
    (Offence.BENEFIT_LOSS, "家中乱搭乱建的，停发养老补贴。"),
    (Offence.BENEFIT_LOSS, "违者两年内不得享受小组一切福利。"),
    (Offence.BENEFIT_LOSS, "拒不改正者，不予发放分红。"),
    (Offence.PETITION_BAN, "村民有意见在组里解决，不得越级上访。"),
    (Offence.PETITION_BAN, "严禁到镇上告状。"),
    (Offence.PETITION_BAN, "上访的农户，当年扣分并不评先进。"),
    (Offence.PUBLIC_SHAMING, "在公开栏公布违反者姓名。"),
    (Offence.PUBLIC_SHAMING, "对屡教不改的，在微信群点名批评。"),
    (Offence.PUBLIC_SHAMING, "卫生评比落后的列入黑榜。"),
    (Offence.PUBLIC_SHAMING, "欠费户的名单张贴上墙。"),
    (Offence.PUBLIC_SHAMING, "垃圾不分类的，照片发到微信群曝光。"),
    (Offence.BANQUET_APPROVAL, "红白喜事须经组委会批准后方可操办。"),
    (Offence.BANQUET_APPROVAL, "未经理事会同意，不得办酒席。"),
    (Offence.BANQUET_APPROVAL, "满月酒、升学宴应当报组长审批。"),
    (Offence.BANQUET_APPROVAL, "未经组委会批准擅自办升学宴的，收回礼金。"),
    (Offence.UNEQUAL_WOMEN, "出嫁女不参与集体收益分配。"),
    (Offence.UNEQUAL_WOMEN, "离婚的妇女收回承包地。"),
    (Offence.UNEQUAL_WOMEN, "丧偶后改嫁的，其子女只享受一半。"),
    (Offence.UNEQUAL_WOMEN, "招婿上门的，户口在组也不得参加分配。"),
    (Offence.LONG_ABSENCE, "外出三年以上的成员，取消分配资格。"),
    (Offence.LONG_ABSENCE, "长期在外满五年以上未回的，视为放弃成员权益。"),
    (Offence.FORCED_LABOUR, "每户必须每月出工两天。"),
    (Offence.FORCED_LABOUR, "不出工的每天交一百元工钱。"),
    (Offence.FORCED_LABOUR, "修路实行强制投劳。"),
    (Offence.FORCED_LABOUR, "劳动力都要参加义务劳动，缺席一天补交八十元。"),
    (Offence.CUT_OFF, "不缴卫生费的，停水停电。"),
    (Offence.CUT_OFF, "违反本规约情节严重的，停止供水供电。"),
    (Offence.CUT_OFF, "对拒不拆除的农户采取断电措施。"),
    (Offence.SEAL_REFUSAL, "不参加会议的，不予盖章。"),
    (Offence.SEAL_REFUSAL, "欠缴费用的农户，小组拒绝开具证明。"),
    (Offence.SEAL_REFUSAL, "不配合整治的，暂停办理一切手续。"),
    (Offence.PENALTY_WORDS, "乱停的三轮车由组里没收。"),
    (Offence.PENALTY_WORDS, "组委会可以对违反者给予行政处罚。"),
    (Offence.PENALTY_WORDS, "不听招呼的由组长扣押农具。"),
]

LAWFUL = [
    "组委会不得罚款。",
    "任何组织和个人不得以任何理由对村民罚款。",
    "不得罚款，扣发分红，停水停电。",
    "禁止停水停电。",
    "欠缴水费的，上门提醒，不得停水。",
    "不得因欠缴费用而停止供水。",
    "因检修需要停水停电的，提前一天通知各户。",
    "严禁以欠费为由拒绝盖章。",
    "不得以不参加劳动为由不予办理手续。",
    "手续不全的发票，不予报销、不予付款。",
    "公章由文书保管，空白纸上不得盖章。",
    "原规约中的罚款条款同时废止。",
    "罚款的规定一律无效。",
    "涉嫌违法的，报告公安机关依法处理，由公安机关依法给予行政处罚。",
    "构成违法的，由有权机关依法罚款。",
    "损坏他人财物的，协商赔偿。",
    "任何人不得取消村民的养老金。",
    "扣除成本以后的收益分配方案由成员大会表决。",
    "成员去世的，自次月起停发养老补贴。",
    "评选优待照顾困难户。",
    "不得阻拦村民信访。",
    "不得限制、打击报复上访的村民。",
    "村民信访反映的问题，组委会应当在十五日内答复。",
    "不得公布违反者姓名和照片。",
    "公布候选人名单和得票数。",
    "公示受表扬农户名单。",
    "不搞黑榜，不点名。",
    "倡导婚事新办、丧事简办，不大操大办。",
    "办酒席前可以告诉红白理事会，由理事会帮忙。",
    "红白喜事无需经组委会批准。",
    "不得以出嫁、离婚、丧偶为由取消妇女的成员权益。",
    "离婚、丧偶的妇女与男子享有平等的权利。",
    "妇女结婚，未取得其他集体成员身份的，不得收回其承包地。",
    "不因外出务工三年以上取消成员身份。",
    "外出三年以上的成员可以委托家人参加会议。",
    "倡导各户自愿参加公益劳动日。",
    "不得强制投劳，不得强行以资代劳。",
    "自愿以资代劳的，由会议议定每工折合五十元。",
    "不出工的，不收取任何费用。",
    "鼓励村民举报安全隐患，由组委会核实后处理。",
    "奖励拾金不昧的村民。",
    "工程质量不合格的，按合同约定支付违约金。",
    "违反合同的，按合同扣除履约保证金。",
    "收入、支出每季度公布一次。",
    "工程款须经组委会审核后支付。",
    "出嫁的女儿回娘家参加议事会，有同等的发言权。",
    "经费支出须经组长审批、监事会审核。",
    "候选人不得请客送礼，查实的取消候选资格。",
    "不得以任何形式设置罚款、扣款、收费。",
    "不公布任何个人的照片。",
    "发现危险电线，立即断电并报告电管员。",
    "选举设候选人，每一村民只投一票。",
    "不得没收村民财物，也不得扣押村民证件。",
]


def found(text: str) -> set[Offence]:
    """What the linter sees in one clause."""
    return {each.offence for each in lint.findings([Clause("第一条", text)])}


@pytest.mark.parametrize(("offence", "text"), UNLAWFUL)
def test_an_unlawful_clause_is_found(offence: Offence, text: str) -> None:
    assert offence in found(text)


@pytest.mark.parametrize("text", LAWFUL)
def test_a_lawful_clause_is_left_alone(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize("offence", Offence)
def test_what_is_proposed_instead_is_lawful_and_names_its_article(offence: Offence) -> None:
    assert found(ADVICE[offence].wording) == set()
    assert citation.cite(ADVICE[offence].citation).startswith("《中华人民共和国")


def test_every_offence_has_a_pattern() -> None:
    assert {pattern.offence for pattern in PATTERNS} == set(Offence)


def test_a_finding_names_clause_words_and_article() -> None:
    clauses = [Clause("第一条", "讲文明。"), Clause("第二条", "乱倒垃圾，罚款五十元，不予盖章。")]
    (fine,) = lint.findings(clauses)
    assert (fine.clause, fine.words, fine.offence) == ("第二条", "罚款", Offence.FINE)
    assert fine.source == (
        "《中华人民共和国村民委员会组织法》第三十一条第二款、"
        "《中华人民共和国行政处罚法》第十六条（本站没有收录原文）"
    )


def test_the_same_words_of_a_clause_are_found_once() -> None:
    assert len(lint.findings([Clause("第一条", "打架的罚款。吵架的罚款。")])) == 1


def test_the_width_of_marks_makes_no_difference() -> None:
    for comma in (",", "\uff0c"):
        assert found(f"不得罚款{comma}停水") == set()
        assert found(f"不得打架{comma}罚款五十元") == {Offence.FINE}


@given(st.text(alphabet="不得罚款停水上访的户，。取消分红出嫁女外出三年以上盖章\n"))
def test_any_text_is_read_to_its_end(text: str) -> None:
    for each in lint.findings([Clause("第一条", text)]):
        assert each.words in text
