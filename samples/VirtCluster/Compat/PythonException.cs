namespace VirtCluster.Compat;

/// <summary>An exception with Python's name and words.</summary>
/// <param name="kind">The name, with its module unless it is built in.</param>
/// <param name="message">Its words, as <c>str(exception)</c>.</param>
internal sealed class PythonException(string kind, string message) : Exception(message)
{
    /// <summary>The name.</summary>
    public string Kind { get; } = kind;
}
