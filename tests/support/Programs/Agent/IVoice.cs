using Scalewright.Agents.Services;

namespace TestPrograms;

/// <summary>What tests have an agent say.</summary>
[AgentService("tests.voice")]
public partial interface IVoice
{
    Task SayAsync(string words, CancellationToken cancellationToken);
}
