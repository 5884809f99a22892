namespace Scalewright.Agents.XmlRpc;

/// <summary>Kind of an XML-RPC value.</summary>
public enum XmlRpcKind
{
    /// <summary>No value: <c>nil</c>.</summary>
    Nil,

    /// <summary>True or false: <c>boolean</c>.</summary>
    Boolean,

    /// <summary>A whole number: <c>int</c>, or <c>i8</c> beyond 32 bits.</summary>
    Integer,

    /// <summary>A floating-point number: <c>double</c>.</summary>
    Double,

    /// <summary>Text: <c>string</c>.</summary>
    String,

    /// <summary>A time as it was written: <c>dateTime.iso8601</c>.</summary>
    DateTime,

    /// <summary>Bytes: <c>base64</c>.</summary>
    Base64,

    /// <summary>Values in order: <c>array</c>.</summary>
    Array,

    /// <summary>Named values in order: <c>struct</c>.</summary>
    Struct,
}
