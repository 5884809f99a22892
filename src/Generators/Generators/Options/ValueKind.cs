namespace Scalewright.Generators.Options;

/// <summary>Kind of an option's value, named like the reader in the SDK.</summary>
internal enum ValueKind
{
    Text,
    Boolean,
    Int32,
    Int64,
    Double,
    Decimal,
    Duration,
    Uri,
    IPAddress,
    IPNetwork,
    Subnet,
    Word,
    List,
    Names,
    Record,
    Node,
    Map,
}
