namespace Simulation.Tests.Providers;

/// <summary>Awaits plainly: the assertion library's own way leaves the loop.</summary>
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
