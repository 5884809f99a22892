namespace PhenixScaleApp.Compat;

/// <summary>An error that the reference would have raised.</summary>
/// <param name="name">Its class in the reference, for example <c>ValidationError</c>.</param>
internal sealed class ReferenceException(string name, string message) : Exception(message)
{
    public string Name => name;

    /// <summary>A key is missing in an access by attribute.</summary>
    public static ReferenceException MissingAttribute(string key) => new("BoxKeyError", $"\"'Box' object has no attribute '{key}'\"");

    /// <summary>A key is missing in an access by index.</summary>
    public static ReferenceException MissingKey(string key) => new("BoxKeyError", $"\"'{key}'\"");

    /// <summary>A value has a type that does not support the operation.</summary>
    public static ReferenceException WrongType(string message) => new("TypeError", message);

    /// <summary>A value lacks the member.</summary>
    public static ReferenceException NoAttribute(Documents.Value value, string name) =>
        new("AttributeError", $"'{Loose.TypeName(value)}' object has no attribute '{name}'");

    /// <summary>Text of the error in a log.</summary>
    public override string ToString() => $"{name}: {Message}";
}
