"""What the rules of a group must not say: how such clauses read, the article, what may stand there.

A regulation must not go against the law or good customs, nor touch the personal, democratic and
property rights of villagers (Organic Law of the Villagers' Committees, art. 31). The patterns are
data: who finds another such clause adds a row. They read full-width commas as ASCII ones.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType


class Offence(Enum):
    """What a clause does that the law does not let a group do."""

    FINE = "FINE"
    """罚款、收取违约金"""

    INFORMER_REWARD = "INFORMER_REWARD"
    """奖励举报"""

    BENEFIT_LOSS = "BENEFIT_LOSS"
    """取消养老金、救助、福利或者集体收益分配"""

    PETITION_BAN = "PETITION_BAN"
    """禁止上访或者因上访给予不利对待"""

    PUBLIC_SHAMING = "PUBLIC_SHAMING"
    """公布违反者的姓名"""

    BANQUET_APPROVAL = "BANQUET_APPROVAL"
    """办酒席须经批准"""

    UNEQUAL_WOMEN = "UNEQUAL_WOMEN"
    """区别对待出嫁、离婚、丧偶的妇女及其家人"""

    LONG_ABSENCE = "LONG_ABSENCE"
    """长期外出的取消成员权益"""

    FORCED_LABOUR = "FORCED_LABOUR"
    """强制出工或者以钱代工"""

    CUT_OFF = "CUT_OFF"
    """停水、停电"""

    SEAL_REFUSAL = "SEAL_REFUSAL"
    """不盖章、不开证明、不办手续"""

    PENALTY_WORDS = "PENALTY_WORDS"
    """使用行政处罚的名目"""


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a clause of one offence reads; only within one sentence.

    act: a regular expression; where it has a group `act`, that part is what a 不得 would forbid.
    only_with: what else the sentence must say; except_with: what makes it lawful.
    """

    offence: Offence
    act: re.Pattern[str]
    only_with: re.Pattern[str] | None = None
    except_with: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """The articles that an offence goes against, in short form, and what may stand instead."""

    citation: str
    wording: str


def _pattern(
    offence: Offence, act: str, only_with: str | None = None, except_with: str | None = None
) -> Pattern:
    only, other = (each and re.compile(each) for each in (only_with, except_with))
    return Pattern(offence, re.compile(act), only or None, other or None)


_AUTHORITY = (
    r"(?:公安|行政|执法|主管|有权|司法|监察|税务|职能|有关)(?:部门|机关|机构)"
    r"|法院|检察|派出所|人民政府"
)
"""Who may punish by law; a clause that hands a matter to them does nothing unlawful."""

_AMOUNT = r"[\d一二两三四五六七八九十百千万]"
_BREACH = (
    r"违反|违者|违规|违约|拒不|拒绝|欠|屡教|未按|未缴|未交|未参加|否则|上访"
    r"|不(?:缴|交|服|听|履行|执行|参加|配合|出工|遵守|改正|落实|搞|打扫|签)"
)
"""What makes a measure an answer to somebody's conduct."""

_BENEFIT = (
    r"养老金|养老待遇|养老补贴|养老保险|医保|低保|救助|救济|优待|补助|补贴|福利|分红|分配|集体收益"
    r"|股份|股权|流转租金|流转费|成员资格|成员身份|村民待遇|征地补偿|惠农|宅基地"
)
_TAKEN = (
    r"取消|停发|停止发放|扣发|扣减|扣除(?=其|该户|本人|当事|全家|当年)|剥夺|丧失|停止享受|暂停享受"
    r"|(?:不得|不能|不准|不再|不)享受|(?:不得|不能|不准|不再|不)参(?:与|加)(?=.{0,6}(?:分配|分红))"
    r"|不予(?:发放|分配|享受|安排)|不发(?!生)"
)
_WOMEN = r"出嫁|外嫁|嫁出|离婚|离异|丧偶|改嫁|寡妇|再婚|招婿|招郎|上门女婿|入赘|未婚妇女|户无男"
_LESS = (
    r"(?:不得|不能|不准|不可)(?:享受|参与|参加|分配|分得|领取|承包|申请|继承|保留|拥有)"
    r"|不(?:享受|参与|参加|享有|分配|分给|分|安排|列入)|不予|不再(?:享受|享有|参与|分配|保留|承包)"
    r"|(?<!得)(?<!止)(?<!能)(?<!准)(?:取消|收回|减半|剥夺|丧失|注销)|迁出|搬走|无权|只(?:能)?享受|仅享受|减半|一半|半数"
)
_FEAST = r"酒席|办酒|酒宴|宴席|宴请|设宴|红白喜事|婚丧|寿宴|喜事|升学宴|满月酒|乔迁"

PATTERNS: tuple[Pattern, ...] = (
    _pattern(
        Offence.FINE,
        rf"罚(?:款|金|钱|工|酒|戏|电影|种|栽|请|交|没|(?=(?:人民币|现金)?{_AMOUNT}+(?:元|块|倍)))"
        rf"|(?:处以?|处罚|扣|加收|缴纳|交纳|收取|交|缴){_AMOUNT}+元(?:以上|以下|至)?.{{0,8}}(?:处罚|罚)"
        r"|罚单|扣款",
        except_with=_AUTHORITY,
    ),
    _pattern(
        Offence.FINE,
        r"(?:违反|违者|违规)(?!合同|协议).{0,16}?(?P<act>(?:缴纳|交纳|支付|收取|扣除|没收|交)"
        rf".{{0,8}}(?:违约金|保证金|押金|处理费|{_AMOUNT}+元))",
        except_with=rf"合同|协议|{_AUTHORITY}",
    ),
    _pattern(
        Offence.FINE,
        r"(?P<act>违约金)",
        except_with=rf"合同|协议|工程|承包|租赁|{_AUTHORITY}",
    ),
    _pattern(
        Offence.INFORMER_REWARD,
        r"(?P<act>(?:举报|告发|检举|揭发)[^,]{0,10},?[^,]{0,10}(?:奖励|奖金|给奖|重奖|有奖|奖给|奖现金))"
        r"|(?P<act2>(?:奖励|奖给)(?:举报|告发|检举|揭发))|有奖举报",
        except_with=_AUTHORITY,
    ),
    _pattern(
        Offence.BENEFIT_LOSS,
        rf"(?P<act>(?:{_TAKEN})(?:[^,]{{0,14}}?)(?:{_BENEFIT}))",
        except_with=rf"死亡|去世|病故|冒领|骗取|重复领取|{_AUTHORITY}",
    ),
    _pattern(
        Offence.PETITION_BAN,
        r"(?P<act>(?:不得|不准|不许|不能|禁止|严禁|杜绝|一律不)"
        r"(?!.{0,12}(?:阻|限制|干涉|干预|压制|打击|刁难|追究|报复|拒绝|拖延|推诿|妨碍|歧视|影响|因|以))"
        r"[^,]{0,10}(?:上访|信访|告状))",
        except_with=r"扰乱|围堵|冲击|违法方式",
    ),
    _pattern(
        Offence.PETITION_BAN,
        r"(?:上访|信访|告状)(?:的|者|户|人员|农户|村民|一次)*,?[^,]{0,10}"
        r"(?P<act>扣分|扣发|取消|不予评|不予办|停发|通报批评|不得评|一票否决|不享受)",
    ),
    _pattern(
        Offence.PUBLIC_SHAMING,
        r"(?P<act>(?:公开|公布|张贴|曝光|通报|公示|刊登|广播)[^,]{0,8}"
        r"(?:违反|违规|违者|违约|当事人|不文明|欠费|欠款|落后|后进|后三|未缴|其)[^,]{0,8}"
        r"(?:姓名|名单|照片|名字|户名))",
    ),
    _pattern(
        Offence.PUBLIC_SHAMING,
        r"(?:违反|违规|违者|违约|不遵守|不文明|不分类|欠费|欠款|未缴|落后|后进|屡教)[^。]{0,16}?(?P<act>"
        r"(?:姓名|名单|照片|名字)[^,]{0,8}(?:公布|公开|张贴|曝光|公示|上墙|上榜|发到|微信群)"
        r"|(?:公开栏|公示栏|宣传栏|广播|微信群|大会)[^,]{0,6}(?:通报|曝光|点名|公布姓名)"
        r"|(?:公布|公开|张贴|曝光)(?:其)?(?:姓名|名单|照片|名字))",
    ),
    _pattern(Offence.PUBLIC_SHAMING, r"(?P<act>黑名单|黑榜|红黑榜|曝光台|示众|游街|游村|广播点名)"),
    _pattern(
        Offence.BANQUET_APPROVAL,
        rf"(?:{_FEAST})[^。]{{0,16}}?(?P<act>(?<![无不])(?:须|必须|应当|应|要|需|得)"
        r"[^,]{0,6}(?:经|报|由|向)[^,]{0,12}(?:批准|审批|同意|许可|审核))",
    ),
    _pattern(
        Offence.BANQUET_APPROVAL,
        r"(?:未经|不经|没有)[^,]{0,12}(?:批准|审批|同意|许可|审核)(?:的)?,?"
        rf"[^,]{{0,6}}(?P<act>(?:不得|不准|禁止|严禁|不许)[^,]{{0,8}}(?:{_FEAST}|酒))",
    ),
    _pattern(
        Offence.BANQUET_APPROVAL,
        rf"(?:未经|不经)[^,]{{0,12}}(?:批准|审批|同意|许可)[^,]{{0,4}}(?P<act>(?:办|摆)[^,]{{0,4}}"
        rf"(?:{_FEAST}|酒|宴))",
    ),
    _pattern(
        Offence.UNEQUAL_WOMEN,
        rf"(?:{_WOMEN})[^。;]{{0,24}}?(?P<act>{_LESS})",
    ),
    _pattern(
        Offence.LONG_ABSENCE,
        r"(?:外出|在外|不在组|不在村|不在家|空挂|人户分离|离组|离村|未回)[^。;]{0,12}"
        rf"(?:年|长期|以上)[^。;]{{0,16}}?(?P<act>{_LESS}|视为放弃|自动放弃)",
    ),
    _pattern(
        Offence.FORCED_LABOUR,
        r"(?P<act>强制(?:性)?(?:出工|投工|投劳|劳动|义务工|以资代劳))",
    ),
    _pattern(
        Offence.FORCED_LABOUR,
        r"(?:不(?:能)?(?:出工|投工|参加(?:义务|集体)?(?:劳动|投工|出工))|未出工|缺工|少出|欠工|不出(?:义务)?工|以资代劳"
        r"|(?:义务劳动|义务工|出工)[^。;]{0,10}缺(?:席|勤))"
        rf"[^。;]{{0,10}}?(?P<act>(?:交|缴|补|扣|收|折|抵|出|以每工)[^。;]{{0,8}}?(?:{_AMOUNT}+元|钱|现金|工钱|工资|代工费))",
        except_with=r"自愿",
    ),
    _pattern(
        Offence.FORCED_LABOUR,
        r"(?:每户|每人|各户|每个劳力|劳动力)[^。;]{0,8}?(?P<act>(?:必须|一律|都要|须)[^。;]{0,10}?"
        r"(?:出工|义务工|投工|投劳|出劳))",
        except_with=r"自愿|商议|表决|一事一议",
    ),
    _pattern(
        Offence.CUT_OFF,
        r"(?P<act>停水|停电|断水|断电|断网|停气|掐电|(?:停止|中断|暂停|切断)[^,]{0,6}(?:供水|供电|用水|用电|水电|水源|电源))",
        only_with=_BREACH,
        except_with=r"检修|抢修|维修|漏电|触电|火灾|安全隐患",
    ),
    _pattern(
        Offence.SEAL_REFUSAL,
        r"(?P<act>(?:不予|拒绝|暂停|停止|不给|暂缓|一律不|概不)[^,]{0,6}"
        r"(?:盖章|证明|手续|签字|办理|审批|户口|介绍信)|不(?:盖章|开证明|办手续))",
        only_with=_BREACH,
        except_with=r"发票|票据|报销|付款|支付|验收|决算|结算|材料不|手续不全",
    ),
    _pattern(
        Offence.PENALTY_WORDS,
        r"(?P<act>行政处罚|治安处罚|行政处分|拘留|没收|吊销|责令停产|查封|扣押)",
        except_with=_AUTHORITY,
    ),
)
"""How unlawful clauses read."""

ADVICE: Mapping[Offence, Advice] = MappingProxyType(
    {
        Offence.FINE: Advice(
            "VCOL25 31¶2; APL 16",
            "由调解小组或者理事会劝导、教育，造成损失的依法协商赔偿;涉嫌违法的，报告有权机关处理。",
        ),
        Offence.INFORMER_REWARD: Advice(
            "VCOL25 31¶2; PIPL 10",
            "鼓励村民当面提醒、好言相劝，也可以向组委会反映，由组委会核实后劝导。",
        ),
        Offence.BENEFIT_LOSS: Advice(
            "RCEO 8¶1; VCOL25 31¶2",
            "社会保障和集体收益分配按照法律和集体决定执行，不与遵守本规约挂钩;对做得好的户另行表扬鼓励。",
        ),
        Offence.PETITION_BAN: Advice(
            "CONST 41; VCOL25 31¶2",
            "倡导先在组里说、在组里议，组里及时答复;村民依法反映情况的权利不受影响。",
        ),
        Offence.PUBLIC_SHAMING: Advice(
            "VCOL25 31¶2; PIPL 25",
            "由调解小组上门沟通;对外只公布事项和处理情况，不公布个人姓名和照片。",
        ),
        Offence.BANQUET_APPROVAL: Advice(
            "VCOL25 31¶2",
            "倡导婚事新办、丧事简办，办事前可以告诉红白理事会，由理事会帮忙安排。",
        ),
        Offence.UNEQUAL_WOMEN: Advice(
            "RCEO 8¶3; WOMEN 56",
            "妇女享有与男子平等的权利，不因未婚、结婚、离婚、丧偶、户无男性而改变。",
        ),
        Offence.LONG_ABSENCE: Advice(
            "RCEO 18¶1",
            "外出就学、服役、务工、经商的成员，成员身份和各项权益不变，开会可以依法委托或者线上参加。",
        ),
        Offence.FORCED_LABOUR: Advice(
            "AGRI 73; VCOL25 31¶2",
            "约定公益劳动日，倡导各户自愿参加;确需筹劳的，按一事一议由会议表决，不强行以钱代工。",
        ),
        Offence.CUT_OFF: Advice(
            "VCOL25 31¶2; AEL 43",
            "欠缴费用的，由专人上门提醒、协商缴纳办法，协商不成的依法解决，不影响生活用水用电。",
        ),
        Offence.SEAL_REFUSAL: Advice(
            "VCOL25 31¶2",
            "村民依法申请的盖章、证明和手续按规定办理，不附加与该事项无关的条件。",
        ),
        Offence.PENALTY_WORDS: Advice(
            "APL 16; VCOL25 31¶2",
            "改用“劝导”“提醒”“批评教育”“协商赔偿”;涉嫌违法的，报告公安机关或者其他有权机关依法处理。",
        ),
    }
)
"""For every offence, the law and what may stand there; the wording is for the group to choose."""
