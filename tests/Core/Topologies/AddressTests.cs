namespace Sdk.Tests.Topologies;

public class AddressTests
{
    [Theory]
    [InlineData("0.0.0.0"), InlineData("255.255.255.255"), InlineData("10.0.0.1"), InlineData("99.100.9.10")]
    public void Dotted_decimal_is_read_and_written(string text) => Read(text).ToString().ShouldBe(text);

    // RFC 5952, sections 4 and 5.
    [Theory]
    [InlineData("2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1")]
    [InlineData("2001:db8:0:0:0:0:2:1", "2001:db8::2:1")]
    [InlineData("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1")]
    [InlineData("2001:DB8::ABCD", "2001:db8::abcd")]
    [InlineData("0:0:0:0:0:0:0:0", "::")]
    [InlineData("0:0:0:0:0:0:0:1", "::1")]
    [InlineData("1:0:0:0:0:0:0:0", "1::")]
    [InlineData("fe80:0:0:2::", "fe80:0:0:2::")]
    [InlineData("::ffff:c000:0280", "::ffff:192.0.2.128")]
    public void An_IPv6_address_is_written_in_canonical_form(string text, string canonical) => Read(text).ToString().ShouldBe(canonical);

    [Fact]
    public void Any_IPv6_address_is_equal_after_the_framework_parses_its_text() =>
        Prop.ForAll(Gen.Frequency((1, Gen.Constant(0)), (1, Gen.Choose(0, 65535))).ArrayOf(8).ToArbitrary(), groups =>
            {
                UInt128 bits = groups.Aggregate(UInt128.Zero, (sum, group) => (sum << 16) | (UInt128)(uint)group);
                Address address = new(bits, isV6: true);

                IPAddress
                    .Parse(address.ToString())
                    .MapToIPv6()
                    .GetAddressBytes()
                    .ShouldBe(new IPAddress([.. Enumerable.Range(0, 16).Select(i => (byte)(bits >> (8 * (15 - i))))]).GetAddressBytes());
                Read(address.ToString()).ShouldBe(address);
            })
            .QuickCheckThrowOnFailure();

    [Theory]
    [
        InlineData(""),
        InlineData("1.2.3"),
        InlineData("1.2.3.4.5"),
        InlineData("01.2.3.4"),
        InlineData("1.2.3.256"),
        InlineData("1.2.3.-1"),
        InlineData(" 1.2.3.4")
    ]
    [
        InlineData("1.2.3.4 "),
        InlineData("1.2.3.4\n"),
        InlineData("0x1.2.3.4"),
        InlineData("1..2.3"),
        InlineData("٣.1.1.1"),
        InlineData("16909060")
    ]
    [
        InlineData("fe80::1%eth0"),
        InlineData("[::1]"),
        InlineData("::1/64"),
        InlineData(":::"),
        InlineData("1::2::3"),
        InlineData("g::1"),
        InlineData("12345::")
    ]
    public void F_NET_18_text_that_is_not_a_strict_address_is_rejected(string text) => Address.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Adding_to_the_last_address_overflows()
    {
        Should.Throw<OverflowException>(() => Read("255.255.255.255").Add(1));
        Should.Throw<OverflowException>(() => Read("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff").Add(1));
        Read("255.255.255.254").Add(1).ToString().ShouldBe("255.255.255.255");
    }

    [Fact]
    public void An_IPv4_address_has_at_most_32_bits() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new Address((UInt128)uint.MaxValue + 1, isV6: false));

    [Fact]
    public void Addresses_of_different_families_are_not_equal() =>
        (new Address(1, isV6: false) == new Address(1, isV6: true)).ShouldBeFalse();

    internal static Address Read(string text)
    {
        Address.TryParse(text, out Address address).ShouldBeTrue(text);
        return address;
    }
}
