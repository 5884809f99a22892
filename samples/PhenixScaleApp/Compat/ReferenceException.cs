namespace PhenixScaleApp.Compat;

/// <summary>An error that the reference would have raised.</summary>
/// <param name="name">Its class there, as in <c>ValidationError</c>.</param>
/// <param name="message">Its message.</param>
internal sealed class ReferenceException(string name, string message) : Exception(message)
{
    /// <summary>The class of the error in the reference.</summary>
    public string Name => name;

    /// <summary>A key is missing where one is looked up by attribute.</summary>
    public static ReferenceException MissingAttribute(string key) => new("BoxKeyError", $"\"'Box' object has no attribute '{key}'\"");

    /// <summary>A key is missing where one is looked up by index.</summary>
    public static ReferenceException MissingKey(string key) => new("BoxKeyError", $"\"'{key}'\"");

    /// <summary>A value is not of a type that can do what is asked.</summary>
    public static ReferenceException WrongType(string message) => new("TypeError", message);

    /// <summary>A value has no such member.</summary>
    public static ReferenceException NoAttribute(Documents.Value value, string name) =>
        new("AttributeError", $"'{Loose.TypeName(value)}' object has no attribute '{name}'");

    /// <summary>What a log shows of the error.</summary>
    public override string ToString() => $"{name}: {Message}";
}
