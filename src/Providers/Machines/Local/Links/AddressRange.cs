namespace Scalewright.Providers.Local.Links;

/// <summary>The addresses that nodes get: number 1 is the first after this machine's own.</summary>
internal sealed class AddressRange(Subnet range)
{
    private const int BitsOfIPv4 = 32;

    /// <summary>How many nodes can have one.</summary>
    public int Count => (1 << (BitsOfIPv4 - range.PrefixLength)) - 3;

    public int PrefixBits => range.PrefixLength;

    /// <summary>This machine's own address in the range.</summary>
    public string Host => Text(1);

    /// <summary>The address of a node's number, from 1.</summary>
    public string Of(int number) => Text(number + 1);

    public override string ToString() => range.ToString();

    private string Text(int offset) => range.First.Add((UInt128)offset).ToString();
}
