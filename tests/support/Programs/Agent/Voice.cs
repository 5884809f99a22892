using Scalewright.Agents.Services;

namespace TestPrograms;

/// <summary>Says it in the agent's log.</summary>
internal sealed class Voice(ServiceContext context) : IVoice
{
    public Task SayAsync(string words, CancellationToken cancellationToken)
    {
        context.Log.Write(20, "voice", words);
        return Task.CompletedTask;
    }
}
