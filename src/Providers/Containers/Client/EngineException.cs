namespace Scalewright.Providers.Containers.Client;

/// <summary>Thrown when an engine does not execute a request.</summary>
/// <param name="answer">Answer of the engine.</param>
/// <param name="request">The request, as a clause, for example <c>start container x</c>.</param>
/// <param name="inner">Exception of the client; null for an error in a successful response.</param>
[SuppressMessage("Design", "CA1064",
    Justification = "Never leaves this assembly: it becomes an outcome or a ProviderException.")]
internal sealed class EngineException(EngineAnswer answer, string request, Exception? inner = null)
    : Exception($"{request}: {answer.Message}", inner)
{
    public EngineMeaning Meaning => answer.Meaning;

    /// <summary>Text of the engine, without the request.</summary>
    public string Reason => answer.Message;

    /// <summary>True if the engine changed nothing.</summary>
    public bool IsWithoutEffect => answer.Meaning != EngineMeaning.Failed;
}
