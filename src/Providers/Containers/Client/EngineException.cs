namespace Scalewright.Providers.Containers.Client;

/// <summary>Thrown when an engine does not execute a request.</summary>
/// <param name="answer">Answer of the engine.</param>
/// <param name="request">The request, as a clause, for example <c>start container x</c>.</param>
/// <param name="inner">Exception of the client; null for an error in a successful response.</param>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly: it becomes an outcome or a ProviderException.")]
internal sealed class EngineException(EngineAnswer answer, string request, Exception? inner = null)
    : Exception($"{request}: {answer.Message}", inner)
{
    public EngineMeaning Meaning => answer.Meaning;

    /// <summary>Text of the engine, without the request.</summary>
    public string Reason => answer.Message;

    /// <summary>True if the engine answers other requests, but could not read this container, for example while it
    /// removes it. After it was killed, Podman may never read a container again, which must not hide the
    /// others.</summary>
    public bool IsAboutOneContainer =>
        answer.Meaning
            is EngineMeaning.Failed
                or EngineMeaning.Removing
                or EngineMeaning.WrongState
                or EngineMeaning.StorageNotMounted
                or EngineMeaning.StorageLost;

    /// <summary>True if the engine changed nothing.</summary>
    public bool IsWithoutEffect => answer.Meaning is not (EngineMeaning.Failed or EngineMeaning.StorageLost);
}
