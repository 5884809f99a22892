namespace Tests.Shared;

/// <summary>Runs inside a simulation. The equivalent of Shouldly uses the thread pool.</summary>
public static class Thrown
{
    public static Task<T> ByAsync<T>(Task call)
        where T : Exception => ByAsync<T>(() => call);

    public static async Task<T> ByAsync<T>(Func<Task> call)
        where T : Exception
    {
        try
        {
            await call();
        }
        catch (T exception)
        {
            return exception;
        }

        throw new ShouldAssertException($"{typeof(T).Name} was expected");
    }
}
