namespace VirtCluster.Compat;

/// <summary>A value is of a kind that the reference does not expect.</summary>
/// <param name="kind">The exception that Python raises.</param>
internal sealed class PythonTypeException(string kind) : Exception(kind)
{
    /// <summary>The exception that Python raises.</summary>
    public string Kind { get; } = kind;
}
