namespace VirtCluster.Compat;

/// <summary>An exception with Python's name and message.</summary>
/// <param name="kind">Name of the exception, with its module unless it is built in.</param>
/// <param name="message">Message, the same as <c>str(exception)</c>.</param>
internal sealed class PythonException(string kind, string message) : Exception(message)
{
    public string Kind { get; } = kind;
}
