namespace Scalewright.Documents;

/// <summary>What a scalar is by the rules of its format.</summary>
public enum ScalarKind
{
    /// <summary>A text: quoted, or plain and nothing else.</summary>
    Text,

    /// <summary>A whole number of any size.</summary>
    Integer,

    /// <summary>A number with a fraction or an exponent, or an infinity or not-a-number of YAML.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A date or a time of YAML 1.1; other formats have none.</summary>
    Timestamp,

    /// <summary>Null, or nothing at all behind a key.</summary>
    Null,
}
