namespace Scalewright.Providers;

/// <summary>Forwards calls to a provider, measures them, applies timeouts and rejects invalid responses.</summary>
public abstract class ProviderGuard
{
    /// <summary>Creates a guard.</summary>
    protected ProviderGuard() { }

    /// <summary>Queries a provider. A canceled caller does not wait for the response.</summary>
    /// <typeparam name="T">Type of the response.</typeparam>
    /// <param name="method">Name of the method, for example <c>ReadFaultAsync</c>.</param>
    /// <param name="query">Calls the provider.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ProviderException">The response is null or late, or violates the provider's
    /// contract.</exception>
    public abstract Task<T> QueryAsync<T>(string method, Func<CancellationToken, Task<T>> query, CancellationToken cancellationToken);

    /// <summary>Lists resources of a provider. A canceled caller does not wait for the response.</summary>
    /// <param name="method">Name of the method, for example <c>AdvanceAsync</c>.</param>
    /// <param name="owner">Owner of the resources. Null: all owners.</param>
    /// <param name="query">Calls the provider.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ProviderException">The response is null, late or invalid, or lists foreign
    /// resources.</exception>
    public abstract Task<ValueList<Resource>> ListAsync(
        string method,
        Owner? owner,
        Func<CancellationToken, Task<ValueList<Resource>>> query,
        CancellationToken cancellationToken
    );

    /// <summary>Calls a provider to make a change. Awaits the call even after a cancellation.</summary>
    /// <param name="method">Name of the method, for example <c>InjectFaultAsync</c>.</param>
    /// <param name="change">Calls the provider.</param>
    /// <param name="cancellationToken">Forwarded to the provider.</param>
    /// <exception cref="ProviderException">The provider threw an exception outside its contract.</exception>
    public abstract Task ChangeAsync(string method, Func<CancellationToken, Task> change, CancellationToken cancellationToken);

    /// <summary>
    /// Calls a provider to make a change and returns the result. Awaits the call even after a cancellation.
    /// </summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <inheritdoc cref="ChangeAsync(string, Func{CancellationToken, Task}, CancellationToken)"/>
    /// <exception cref="ProviderException">The result is null, or the provider threw an exception outside its
    /// contract.</exception>
    public abstract Task<T> ChangeAsync<T>(string method, Func<CancellationToken, Task<T>> change, CancellationToken cancellationToken);

    /// <summary>Reads a value that the provider returns without a request to its backend.</summary>
    /// <typeparam name="T">Type of the response.</typeparam>
    /// <param name="method">Name of the method or property, for example <c>FindAddress</c>.</param>
    /// <param name="query">Calls the provider.</param>
    /// <exception cref="ProviderException">The value is null, or the provider threw an exception outside its
    /// contract.</exception>
    public abstract T Query<T>(string method, Func<T> query);
}
