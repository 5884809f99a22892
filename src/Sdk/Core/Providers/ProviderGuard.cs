namespace Scalewright.Providers;

/// <summary>Passes calls on to a provider: measures them, limits them in time, and refuses what their contract does not have.</summary>
public abstract class ProviderGuard
{
    /// <summary>Creates a guard.</summary>
    protected ProviderGuard()
    {
    }

    /// <summary>Asks a provider. A caller who cancels does not wait for the answer.</summary>
    /// <typeparam name="T">Type of the answer.</typeparam>
    /// <param name="method">Name of the method, as in <c>ReadHarmAsync</c>.</param>
    /// <param name="ask">Calls the provider.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ProviderException">The answer is null, or late, or the provider threw what its contract does not have.</exception>
    public abstract Task<T> QueryAsync<T>(string method, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken);

    /// <summary>Asks a provider for resources. A caller who cancels does not wait for the answer.</summary>
    /// <param name="method">Name of the method, as in <c>AdvanceAsync</c>.</param>
    /// <param name="owner">Owner of the resources; null: every owner.</param>
    /// <param name="ask">Calls the provider.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ProviderException">The answer is null, has null in it, has resources of others, or is late, or the provider threw what
    /// its contract does not have.</exception>
    public abstract Task<ValueList<Resource>> ListAsync(
        string method, Owner? owner, Func<CancellationToken, Task<ValueList<Resource>>> ask, CancellationToken cancellationToken);

    /// <summary>Lets a provider change something. The call is awaited to its end, also after a cancellation.</summary>
    /// <param name="method">Name of the method, as in <c>HarmAsync</c>.</param>
    /// <param name="change">Calls the provider.</param>
    /// <param name="cancellationToken">Passed on to the provider.</param>
    /// <exception cref="ProviderException">The provider threw what its contract does not have.</exception>
    public abstract Task ChangeAsync(string method, Func<CancellationToken, Task> change, CancellationToken cancellationToken);

    /// <summary>Lets a provider change something that has a result. The call is awaited to its end, also after a cancellation.</summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <inheritdoc cref="ChangeAsync(string, Func{CancellationToken, Task}, CancellationToken)"/>
    /// <exception cref="ProviderException">The result is null, or the provider threw what its contract does not have.</exception>
    public abstract Task<T> ChangeAsync<T>(string method, Func<CancellationToken, Task<T>> change, CancellationToken cancellationToken);

    /// <summary>Asks a provider for what it knows without a call to its backend.</summary>
    /// <typeparam name="T">Type of the answer.</typeparam>
    /// <param name="method">Name of the method or property, as in <c>FindAddress</c>.</param>
    /// <param name="ask">Calls the provider.</param>
    /// <exception cref="ProviderException">The answer is null, or the provider threw what its contract does not have.</exception>
    public abstract T Ask<T>(string method, Func<T> ask);
}
