using Shouldly;

namespace ProviderContracts;

/// <summary>Waits for a place no longer than the test class allows, and then says for what it waited and what it saw last.</summary>
internal sealed class TimedPlace(TimeProvider clock)
{
    /// <summary>Waits for an answer.</summary>
    /// <param name="limit">How long, and by which word of the test class.</param>
    /// <param name="awaited">What is waited for.</param>
    /// <param name="seen">What was seen last.</param>
    public async Task<T> AnswerAsync<T>(Task<T> answer, TimeLimit limit, string awaited, Func<string> seen)
    {
        try
        {
            return await answer.WaitAsync(limit.Time, clock, CancellationToken.None);
        }
        catch (TimeoutException) when (!answer.IsCompleted)
        {
            throw Missed(limit, awaited, seen());
        }
    }

    /// <summary>The test's failure when something did not come in time.</summary>
    public static ShouldAssertException Missed(TimeLimit limit, string awaited, string seen) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"waited {limit.Time.TotalSeconds:0.###} s for {awaited}, seen last: {seen}; mend the provider, or raise {limit.Name} of the test class where its place is slower"));
}
