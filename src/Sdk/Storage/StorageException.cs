using Scalewright.Providers;

namespace Scalewright.Storage;

/// <summary>The simulated storage cluster cannot be set up, opened, or do what it was asked.</summary>
public sealed class StorageException : ProviderException
{
    internal StorageException(ValueList<Problem> problems, Exception? inner = null)
        : base("storage", problems, inner)
    {
    }

    internal StorageException(ProblemCode code, string field, string found, string advice)
        : this([new Problem(code, found, advice) { Field = field }])
    {
    }

    /// <summary>The kind of its first problem.</summary>
    public ProblemCode Code => Problems[0].Code;
}
