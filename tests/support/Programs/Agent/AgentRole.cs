namespace TestPrograms;

internal static class AgentRole
{
    public static async Task<int> RunAsync(string[] args)
    {
        // The agent exits at once as long as the file exists. Its log lines are numbered across all starts.
        if (args is [_, "serve", var place, _] && File.Exists(Path.Combine(place, "..", "..", "ends")))
        {
            int begun = File.ReadLines(Path.Combine(place, "agent.log")).Count();
            foreach (int number in Enumerable.Range(begun + 1, 6))
            {
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"line {number}"));
            }

            return 70;
        }

        ServiceSet services = ServiceSet.Empty.Add<IFlood>(context => new Flood(context)).Add<IVoice>(context => new Voice(context));
        TimeSpan? deadline = Environment.GetEnvironmentVariable("FRAME_DEADLINE") is { } seconds
            ? TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture))
            : null;
        return await ScalewrightAgent.TryRunAsync(args, services, deadline) ? 0 : 2;
    }
}

internal sealed class Voice(ServiceContext context) : IVoice
{
    public Task SayAsync(string words, CancellationToken cancellationToken)
    {
        context.Log.Write(20, "voice", words);
        return Task.CompletedTask;
    }
}
