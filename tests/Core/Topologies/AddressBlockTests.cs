namespace Sdk.Tests.Topologies;

public class AddressBlockTests
{
    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1", 0, "10.0.0.2")]
    [InlineData("10.0.0.1", "10.0.0.3", 1, "10.0.0.2")]
    [InlineData("10.0.0.1", "10.0.0.3", 2, "10.0.0.4")]
    [InlineData("10.0.0.5", "10.0.0.3", 2, "10.0.0.7")]
    [InlineData("fd00::1", "fd00::3", 2, "fd00::4")]
    [InlineData("fd00::ffff:ffff:ffff:ffff", "fd00:0:0:1::", 1, "fd00:0:0:1::1")]
    public void A_reserved_address_is_skipped(string first, string reserved, long index, string expected) =>
        Block(first, AddressTests.Read(reserved)).GetAddress(index).ToString().ShouldBe(expected);

    [Fact]
    public void Addresses_are_unique_and_exclude_the_reserved_address() =>
        Prop.ForAll(Gen.Choose(0, 50).Zip(Gen.Choose(0, 60)).ToArbitrary(), drawn =>
            {
                Address reserved = AddressTests.Read("10.0.0.0").Add((UInt128)drawn.Item1);
                AddressBlock block = Block("10.0.0.20", reserved);

                Address[] addresses = [.. Enumerable.Range(0, drawn.Item2).Select(i => block.GetAddress(i))];

                addresses.Distinct().Count().ShouldBe(addresses.Length);
                addresses.ShouldNotContain(reserved);
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_fixed_block_has_one_address() =>
        (Block("10.0.0.9", null) with { IsFixed = true }).GetAddress(1000).ToString().ShouldBe("10.0.0.9");

    [Fact]
    public void A_negative_address_index_is_rejected() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Block("10.0.0.9", null).GetAddress(-1));

    [Fact]
    public void The_last_address_is_returned_and_an_index_after_it_overflows()
    {
        AddressBlock block = Block("255.255.255.254", null);

        block.GetAddress(1).ToString().ShouldBe("255.255.255.255");
        Should.Throw<OverflowException>(() => block.GetAddress(2));
        Should.Throw<OverflowException>(() => block.GetAddress(long.MaxValue));
    }

    private static AddressBlock Block(string first, Address? reserved)
    {
        Address address = AddressTests.Read(first);
        return new AddressBlock(new Subnet(address, 8), address) { Reserved = reserved };
    }
}
