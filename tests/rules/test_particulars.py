"""Private particulars are found however they are written, and nothing else is."""

import random
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from writings import ENCODINGS, Encode, clean, in_groups

from schema.rules import particulars
from schema.rules.particulars import Particular

IDENTITY, MOBILE = Particular.IDENTITY_NUMBER, Particular.MOBILE_NUMBER
LANDLINE, HIDDEN = Particular.LANDLINE, Particular.PARTLY_HIDDEN
CARD, EMAIL, PLATE = Particular.BANK_CARD, Particular.EMAIL, Particular.PLATE

each_encoding = pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS.keys())


@st.composite
def identities(draw: st.DrawFn) -> str:
    region = draw(st.sampled_from(["439901", "110101", "650102", "820000", "931156"]))
    born = draw(st.dates(date(1900, 1, 1), date(2026, 12, 31)))
    body = f"{region}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return next(body + c for c in "0123456789X" if particulars.identity_18(body + c))


@st.composite
def cards(draw: st.DrawFn, prefix: str = "62") -> str:
    length = draw(st.integers(15, 18)) - len(prefix)
    body = prefix + "".join(
        draw(st.lists(st.sampled_from("0123456789"), min_size=length, max_size=length))
    )
    number = next(body + c for c in "0123456789" if particulars.luhn(body + c))
    assume(not particulars.identity_18(number))  # that is what it is taken for, then
    return number


mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
old_identities = st.builds(
    lambda born, order: f"430121{born:%y%m%d}{order:03}",
    st.dates(date(1920, 1, 1), date(1999, 12, 31)),
    st.integers(0, 999),
)


@each_encoding
@given(number=identities())
def test_an_identity_number_is_found(encode: Encode, number: str) -> None:
    assert IDENTITY in particulars.found(f"王某某，证号{encode(number)}，同意")


@pytest.mark.parametrize("separator", [" ", "-", " - ", "/", "·", "\u3000"])
@given(number=identities())
def test_an_identity_number_is_found_in_parts(separator: str, number: str) -> None:
    assert IDENTITY in particulars.found(in_groups(separator, 6, 14)(number))


@given(number=identities(), cut=st.integers(1, 17))
def test_an_identity_number_is_found_parted_anywhere_when_named(number: str, cut: int) -> None:
    assert IDENTITY in particulars.found(f"身份证 {in_groups(' ', cut)(number)} 12")


@given(number=identities())
def test_an_identity_number_is_found_without_its_capital_x(number: str) -> None:
    assert IDENTITY in particulars.found(number.lower())
    assert IDENTITY in particulars.found(number.replace("X", "×"))


@given(number=identities(), mobile=mobiles)
def test_an_identity_number_is_found_run_into_another(number: str, mobile: str) -> None:
    assert IDENTITY in particulars.found(f"{mobile}{number}")


@each_encoding
@given(number=old_identities)
def test_an_old_identity_number_is_found(encode: Encode, number: str) -> None:
    assert IDENTITY in particulars.found(f"王某某 {encode(number)}")


@each_encoding
@given(number=mobiles)
def test_a_mobile_number_is_found(encode: Encode, number: str) -> None:
    assert MOBILE in particulars.found(f"请找老王:{encode(number)}。")


@pytest.mark.parametrize(
    "text",
    [
        "+86 138 0000 1234",
        "(+86)13800001234",
        "008613800001234",
        "138-0000-1234",
        "138 0000 1234",
        "tel13800001234",
        "手机 1380 0001 234",
        "1.13800001234",
        "其一13800001234",
        "13800001234/13900001234",
        "王某13800001234李某",
        "138-00001234",
        "(138)00001234",
        "（138）0000-1234",
        "手机138\x080000\x081234",
        "〡38〇〇〇〇〡〢〣〤",
    ],
)
def test_a_mobile_number_is_found_as_people_write_it(text: str) -> None:
    assert particulars.found(text) == (MOBILE,)


@each_encoding
@given(number=cards())
def test_a_bank_card_is_found(encode: Encode, number: str) -> None:
    assert CARD in particulars.found(f"打到{encode(number)}")


@given(number=cards(prefix="8"), word=st.sampled_from(["卡号", "账号", "银行"]))
def test_a_card_of_another_kind_is_found_by_the_word_beside_it(number: str, word: str) -> None:
    assert CARD in particulars.found(f"{word}:{number}")


@pytest.mark.parametrize(
    "text",
    [
        "wang@example.com",
        "wang＠example.com",
        "wang(at)example.com",
        "wang [at] example [dot] com",
        "wang艾特example。com",
        "w\u200bang@exa\u200bmple.com",
    ],
)
def test_an_address_is_found(text: str) -> None:
    assert particulars.found(f"邮箱{text}。") == (EMAIL,)


def test_an_address_of_an_office_is_public() -> None:
    text = "邮箱 Office@town.example.cn"
    assert particulars.found(text, offices=["office@town.example.cn"]) == ()
    assert particulars.found(f"{text},wang@example.com", offices=["office@town.example.cn"]) == (
        EMAIL,
    )


@pytest.mark.parametrize(
    "text",
    [
        "湘A12345",
        "湘A·12345",
        "湘Ａ·１２３４５",
        "湘AD12345",
        "湘a 1234学",
        "湘A一二三四五",
        "湘A 1 2 3 4 5",
        "湘A-D-1-2-3-4-5",
    ],
)
def test_a_plate_is_found(text: str) -> None:
    assert particulars.found(f"车辆{text}停放") == (PLATE,)


@pytest.mark.parametrize(
    "text", ["宅电84120000", "家庭电话：0731-84120000", "本人的电话 (0731)84120000"]
)
def test_a_telephone_at_home_is_found(text: str) -> None:
    assert particulars.found(text) == (LANDLINE,)


def test_where_the_telephones_of_offices_are_known_every_other_is_private() -> None:
    offices = ["组务室 0731-00000000"]
    assert particulars.found("请致电 (0731)00000000。", offices) == ()
    assert particulars.found("请致电 0731-84120000。", offices) == (LANDLINE,)
    assert particulars.found("请致电 0731-84120000。") == ()


@pytest.mark.parametrize(
    "text",
    [
        "430121********0012",
        "430121XXXXXXXX001X",
        "43012119800503●●●●",
        "430121 1980**** 0012",
        "1380000**34",
        "138＊＊001234",
        "6217 0000 **** *** 1234",
    ],
)
def test_a_number_of_which_few_digits_are_hidden_is_found(text: str) -> None:
    assert particulars.found(f"王某某，{text}，同意") == (HIDDEN,)


@pytest.mark.parametrize(
    "text",
    [
        "4301**********0012",
        "138****1234",
        "6217 **** **** 1234",
        "| ** | 12 | *** | 2026 |",
        "2026-05-03 **** 2026-05-20",
        "#12 2026-05-03 ## 12",
        "150-20260503",
        "153—20260503",
    ],
)
def test_what_is_hidden_as_custom_has_it_is_left_alone(text: str) -> None:
    assert particulars.found(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("0731-00000000", id="an office's number"),
        pytest.param("电话:0731-84120000 转 13", id="an office's number with an extension"),
        pytest.param("2026-05-03 09:00", id="a moment"),
        pytest.param("2026年5月3日 19:30 至 2026年5月20日", id="a span of days"),
        pytest.param("2026.05.03-2026.05.20", id="a span in dots"),
        pytest.param("2026-05-03 2026-05-20 2026-06-30", id="dates in a row"),
        pytest.param("二〇二六年五月三日", id="a Chinese date"),
        pytest.param("壹万叁仟捌佰零拾元整", id="a Chinese amount"),
        pytest.param("439901/101/201/005", id="the path of an area"),
        pytest.param("439901101201005", id="the code of an area"),
        pytest.param("第12户、第13户、第138户", id="households"),
        pytest.param("1,380,000.00 元，余 12,345.67 元", id="amounts"),
        pytest.param("47 32 118 79 80 138 34 17", id="a row of a table"),
        pytest.param("34 117 129 187 109 191 131 179", id="a row with a day in it"),
        pytest.param("收入 1380 1250 130", id="amounts in a row"),
        pytest.param("银行存款 1250.00 1380.50 1600.20 300.00", id="a bank balance"),
        pytest.param("138\n0000\n1234", id="numbers on lines of their own"),
        pytest.param("| 138 | 0000 | 1234 |", id="numbers in cells"),
        pytest.param("138户、0000人、1234元", id="numbers between words"),
        pytest.param("a13800001234f", id="a piece of a seal"),
        pytest.param("91430121MA4L000000", id="the credit code of a company"),
        pytest.param("430121199902301234", id="no such day"),
        pytest.param("单价 3 @ 5.00", id="an at that is no address"),
        pytest.param("川A级、云V05、新F10", id="letters that are no plate"),
    ],
)
def test_what_is_no_particular_is_left_alone(text: str) -> None:
    assert particulars.found(text) == ()


@pytest.mark.parametrize("seed", range(5))
def test_a_thousand_clean_sentences_hold_nothing(seed: int) -> None:
    choose = random.Random(seed)
    sentences = [clean(choose) for _ in range(1000)]
    assert [(s, particulars.found(s)) for s in sentences if particulars.found(s)] == []


@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    assert set(particulars.found(text)) <= set(Particular)


@settings(deadline=None, max_examples=5)
@given(st.sampled_from(["1 ", "13-", "a@", "湘A ", "1", "a.", "62 ", "* ", "家里电话", "(0731)"]))
def test_a_long_text_is_searched_soon(piece: str) -> None:
    particulars.found(piece * 20_000)


def test_every_particular_is_called_what_people_call_it() -> None:
    assert [particular.label for particular in Particular] == [
        "身份证号",
        "手机号",
        "银行卡号",
        "电子邮箱",
        "车牌号",
        "住宅电话",
        "遮挡不足的号码",
    ]


def test_a_card_number_that_begins_like_an_identity_number_breaks_nothing() -> None:
    assert particulars.found("打到6200001900010102") == (CARD,)
