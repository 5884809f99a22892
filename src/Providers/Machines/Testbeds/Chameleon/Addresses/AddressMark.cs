namespace Scalewright.Providers.Chameleon.Addresses;

/// <summary>For which node an address is, as its description tells.</summary>
/// <param name="Owner">Whose node.</param>
/// <param name="Token">The token that made the node.</param>
internal sealed record AddressMark(Owner Owner, string Token)
{
    /// <returns>Null: it is for none of our nodes.</returns>
    public static AddressMark? Read(string? description)
    {
        int gap = description?.LastIndexOf(' ') ?? -1;
        return gap > 0 && Owner.TryParse(description![..gap], out Owner? owner) ? new AddressMark(owner, description[(gap + 1)..]) : null;
    }

    public override string ToString() => $"{Owner} {Token}";
}
