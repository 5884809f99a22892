namespace Tests.Shared;

public static class Poll
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task UntilAsync(Func<bool> isSo)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Patience, "what was waited for did not come");
            await Task.Delay(Period);
        }
    }
}
