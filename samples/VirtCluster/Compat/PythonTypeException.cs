namespace VirtCluster.Compat;

/// <summary>A value has a type that the reference does not expect.</summary>
/// <param name="kind">Exception that Python raises.</param>
internal sealed class PythonTypeException(string kind) : Exception(kind)
{
    public string Kind { get; } = kind;
}
