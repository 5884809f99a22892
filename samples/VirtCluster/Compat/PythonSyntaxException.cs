namespace VirtCluster.Compat;

/// <summary>A text is not a Python literal.</summary>
/// <param name="kind">Exception that Python raises: <c>SyntaxError</c>, or <c>ValueError</c> for a non-literal
/// expression.</param>
internal sealed class PythonSyntaxException(string kind) : Exception($"{kind}: not a literal")
{
    public string Kind { get; } = kind;
}
