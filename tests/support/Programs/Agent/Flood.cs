namespace TestPrograms;

/// <summary>Writes lines without yielding to anything else.</summary>
internal sealed class Flood(ServiceContext context) : IFlood
{
    public Task SayAsync(int lines, CancellationToken cancellationToken)
    {
        for (int number = 1; number <= lines; number++)
        {
            context.Log.Write(20, "flood", string.Create(CultureInfo.InvariantCulture, $"event {number}"));
        }

        return Task.CompletedTask;
    }
}
