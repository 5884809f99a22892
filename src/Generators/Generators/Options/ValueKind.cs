namespace Scalewright.Generators.Options;

/// <summary>What an option's value is read as. The names are those of the SDK's readers.</summary>
public enum ValueKind
{
    Text,
    Boolean,
    Int32,
    Int64,
    Double,
    Decimal,
    Duration,
    Address,
    Word,
    List,
    Names,
    Record,
    Node,
    Map,
}
