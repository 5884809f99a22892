using Scalewright.Agents.Services;

namespace Slurm.Tests;

/// <summary>What tests have an agent say.</summary>
[AgentService("tests.voice")]
internal partial interface IVoice
{
    Task SayAsync(string words, CancellationToken cancellationToken);
}
