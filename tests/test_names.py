"""Match keys of companies and people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.names import KEY_LENGTH, company_key, leading_keys, person_key, same_company


@pytest.mark.parametrize(
    "spellings",
    [
        ("SAP SE", "SAP", "sap", "Sap S.E."),
        ("Kühne + Nagel", "Kuehne & Nagel", "Kühne und Nagel", "KÜHNE + NAGEL AG"),
        ("Nestlé S.A.", "Nestle", "NESTLÉ SA"),
        ("Robert Bosch GmbH", "Robert Bosch", "ROBERT BOSCH"),
        ("Henkel AG & Co. KGaA", "Henkel"),
        ("Lidl Stiftung & Co. KG", "Lidl Stiftung"),
        ("A.P. Møller - Mærsk A/S", "AP Moller Maersk"),
        ("Assicurazioni Generali S.p.A.", "Assicurazioni Generali SpA", "assicurazioni generali"),
        ("Koninklijke Philips N.V.", "Koninklijke Philips"),
        ("Telefonaktiebolaget LM Ericsson (publ)", "Telefonaktiebolaget LM Ericsson"),
        ("Nokia Oyj", "Nokia"),
        ("Moody's Corporation", "Moody’s", "Moodys Corp."),
        ("The Walt Disney Company", "Walt Disney"),
        ("Coca-Cola Co.", "Coca Cola"),
        ("Toyota Motor K.K.", "TOYOTA MOTOR"),
        ("株式会社日立製作所", "日立製作所", "日立製作所 株式会社"),
        ("Würth-Gruppe", "Wu\u0308rth Gruppe", "WUERTH GRUPPE"),
        ("U.S. Steel", "US Steel"),
        ("Ｓｏｎｙ　Ｇｒｏｕｐ", "Sony Group"),
    ],
)
def test_spellings_of_one_company_have_one_key(spellings: tuple[str, ...]) -> None:
    """Legal forms, umlauts, accents, "&", case, width and composition make no difference."""
    assert len({company_key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Merck & Co., Inc.", "Merck KGaA"),
        ("Blue Owl", "Blu Owl"),
        ("Siemens", "Siemens Energy"),
        ("Canal+", "Canal"),
        ("ガス", "カス"),
        ("Meta", "Metro"),
    ],
)
def test_two_companies_have_two_keys(one: str, other: str) -> None:
    """What tells companies apart is kept."""
    assert company_key(one) != company_key(other)


def test_a_name_of_nothing_but_a_legal_form_keeps_it() -> None:
    """There is always something to find it by."""
    assert [company_key(name) for name in ("AG", "The Limited", "GmbH & Co. KG")] == ["ag", "limited", "gmbh"]


@given(st.text())
def test_a_key_is_never_empty_nor_endless(name: str) -> None:
    """Whatever the text: blanks, marks, any script."""
    for key in (company_key(name), person_key(name)):
        assert 0 < len(key) <= KEY_LENGTH
        assert key == key.strip()
        key.encode()


@pytest.mark.parametrize(
    "name", ["%", "'; drop table companies", "NEAR(", "x" * 3000, "\ud800", "a\x00b", "", " ", "!!!"]
)
def test_hostile_names_have_storable_keys(name: str) -> None:
    """Lone surrogates and NUL don't reach the database."""
    for key in (company_key(name), person_key(name)):
        assert key
        assert "\x00" not in key
        key.encode()


def test_people_are_found_without_their_titles() -> None:
    """A title is no part of the name, unless there is nothing else."""
    assert person_key("Prof. Dr. Jürgen Müller") == person_key("Juergen Mueller") == "juergen mueller"
    assert person_key("Frau") == "frau"


def test_a_short_form_is_the_leading_words_of_a_name() -> None:
    """Whole words only, and never words that name nothing."""
    assert same_company("Scale", "Scale AI")
    assert same_company("Meta Platforms, Inc.", "Meta")
    assert same_company("Coca-Cola", "CocaCola")
    assert not same_company("Sca", "Scale AI")
    assert not same_company("AI", "AI Group")
    assert not same_company("Capital", "Capital One")
    assert not same_company("Deutsche", "Deutsche Bank")
    assert not same_company("Platforms", "Meta Platforms")


def test_the_shorter_forms_of_a_key_come_longest_first() -> None:
    """They are what a known company of a shorter name would be called."""
    assert leading_keys("bank of america") == ("bank of", "bank")
    assert leading_keys("meta") == ()


FORMS = ("AG", "SE", "GmbH", "Inc.", "Ltd.", "S.p.A.", "Sp. z o.o.", "a.s.", "Sdn. Bhd.", "& Co. KG", "PLC", "(publ)")


@given(st.permutations(FORMS), st.integers(0, len(FORMS)))
def test_legal_forms_go_in_any_number_and_order(forms: list[str], how_many: int) -> None:
    """Registers of sixty countries, stacked as translations and quotations stack them."""
    assert company_key(" ".join(("Nordlicht Robotik", *forms[:how_many]))) == "nordlicht robotik"


@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from((*FORMS, "The", "&", "Co", "Company", "Ä", "株式会社"))).map(" ".join)
    )
)
def test_the_key_of_a_key_is_that_key(name: str) -> None:
    """So that keys can be looked up by what is shown of them."""
    assert company_key(company_key(name)) == company_key(name)
    assert person_key(person_key(name)) == person_key(name)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Tiffany & Company", "tiffany and co"),
        ("Merck & Co., Ltd.", "merck and co"),
        ("Vodafone UK", "vodafone uk"),
        ("Škoda Auto a.s.", "skoda auto"),
        ("Orlen Sp. z o.o.", "orlen"),
        ("Amazon EU S.à r.l.", "amazon eu"),
        ("ООО Яндекс", "яндекс"),
        ("AT&T", "at and t"),
    ],
)
def test_a_librarys_forms_are_taken_with_care(name: str, key: str) -> None:
    """Forms of many countries go, countries and initials that look like one stay."""
    assert company_key(name) == key


def test_a_name_of_ten_thousand_characters_has_a_key_at_once() -> None:
    """However its words repeat what is looked for at a name's end."""
    for name in ("x" * 10_000, "Co. " * 2_500, "and " * 2_500, "The " * 2_500, "株式会社" * 2_500):
        assert 0 < len(company_key(name)) <= KEY_LENGTH
        assert 0 < len(person_key(name)) <= KEY_LENGTH
