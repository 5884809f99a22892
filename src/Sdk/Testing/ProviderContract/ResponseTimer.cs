using Shouldly;

namespace ProviderContracts;

/// <summary>Waits for a provider with the timeout of the test class, and reports the last observation.</summary>
internal sealed class ResponseTimer(TimeProvider clock)
{
    /// <param name="limit">Timeout and the property of the test class that sets it.</param>
    public async Task<T> HandleAsync<T>(Task<T> response, TimeLimit limit, string awaited, Func<string> seen)
    {
        try
        {
            return await response.WaitAsync(limit.Time, clock, CancellationToken.None);
        }
        catch (TimeoutException) when (!response.IsCompleted)
        {
            throw Missed(limit, awaited, seen());
        }
    }

    public static ShouldAssertException Missed(TimeLimit limit, string awaited, string seen) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"waited {limit.Time.TotalSeconds:0.###} s for {awaited}, seen last: {seen}; fix the provider, or raise "
                    + $"{limit.Name} of the test class if its backend is slower"
            )
        );
}
