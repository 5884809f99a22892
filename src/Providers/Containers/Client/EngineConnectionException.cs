namespace Scalewright.Providers.Containers.Client;

/// <summary>Thrown when no connection to an engine can be opened. No request was sent.</summary>
/// <param name="answer">Meaning and reason.</param>
/// <param name="inner">Exception of the connection.</param>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly: it becomes an EngineException.")]
internal sealed class EngineConnectionException(EngineAnswer answer, Exception? inner = null) : IOException(answer.Message, inner)
{
    public EngineAnswer Answer => answer;
}
