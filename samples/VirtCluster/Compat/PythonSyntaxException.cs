namespace VirtCluster.Compat;

/// <summary>A text is no literal of Python.</summary>
/// <param name="kind">The exception that Python raises: <c>SyntaxError</c>, or <c>ValueError</c> for an expression that is no literal.</param>
internal sealed class PythonSyntaxException(string kind) : Exception($"{kind}: not a literal")
{
    /// <summary>The exception that Python raises.</summary>
    public string Kind { get; } = kind;
}
