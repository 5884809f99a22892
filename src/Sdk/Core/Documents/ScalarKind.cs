namespace Scalewright.Documents;

/// <summary>Kinds of scalars.</summary>
public enum ScalarKind
{
    /// <summary>Text: quoted, or plain text of no other kind.</summary>
    Text,

    /// <summary>Integer of any size.</summary>
    Integer,

    /// <summary>Number with a fraction or an exponent, or a YAML infinity or NaN.</summary>
    Number,

    /// <summary>Boolean.</summary>
    Boolean,

    /// <summary>Date or time of YAML 1.1; not used by other formats.</summary>
    Timestamp,

    /// <summary>Null, or a missing value after a key.</summary>
    Null,
}
