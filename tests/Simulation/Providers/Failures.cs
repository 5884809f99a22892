namespace Simulation.Tests.Providers;

/// <summary>Asserts exceptions with a plain await, because the assertion library leaves the loop.</summary>
internal static class Failures
{
    public static async Task<T> OfAsync<T>(Func<Task> call)
        where T : Exception
    {
        T? failure = null;
        try
        {
            await call();
        }
        catch (T thrown)
        {
            failure = thrown;
        }

        return failure.ShouldNotBeNull();
    }
}
