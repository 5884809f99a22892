namespace Conformance.AgentProtocol;

/// <summary>Runs the recorded agent with our manager, and our agent with the recorded manager.</summary>
public sealed class AgentProtocolSuite : ISuite
{
    public string Name => "agent-protocol";

    public IEnumerable<ConformanceCase> Cases(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            if (ProtocolTranscript.Load(path) is not { Rows.Count: > 0 } transcript)
            {
                continue;
            }

            string name = Path.GetFileNameWithoutExtension(path);
            yield return new($"{name} answered by our manager", _ => Task.FromResult(ManagerReplay.FirstDifference(transcript)));
            yield return new($"{name} answered by our agent", _ => Task.FromResult(AgentReplay.FirstDifference(transcript)));
        }
    }
}
