namespace Scalewright.Providers;

/// <summary>Options that all providers of testbeds have.</summary>
public abstract record TestbedOptions
{
    private protected TestbedOptions(TimeSpan callTimeout, Func<string, NodeAddress> nodeAddressSelector) =>
        (CallTimeout, NodeAddressSelector) = (callTimeout, nodeAddressSelector);

    /// <summary>
    /// Period before the end of a reservation during which its nodes report the end. Default 10 minutes, but at most
    /// half of the duration of the reservation. <see cref="ILeaseExtension.ExtendAsync"/> extends reservations, except
    /// at FIT IoT-LAB.
    /// </summary>
    public TimeSpan NoticePeriod { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Transport to machines, for example SSH, because the testbed itself has none. The caller disposes of it. Default
    /// null: connections to nodes are not possible.
    /// </summary>
    public INodeTransport? Transport { get; init; }

    /// <summary>
    /// Converts the full name of a machine, at Chameleon its IP address, to the address and user for
    /// <see cref="Transport"/>. Default: user <c>root</c> at that name, at Chameleon user <c>cc</c>, and at FIT IoT-LAB
    /// user <c>root</c> at <c>node-NAME</c>, the testbed's name for the system on the board.
    /// </summary>
    public Func<string, NodeAddress> NodeAddressSelector { get; init; }

    /// <summary>Maximum time until a change appears in lists (eventual consistency). Default 10 seconds.</summary>
    public TimeSpan ConsistencyWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Timeout of a request. Default 1 minute, for Grid'5000 30 seconds. A change that times out has an unknown
    /// outcome.
    /// </summary>
    public TimeSpan CallTimeout { get; init; }

    /// <summary>Maximum number of concurrent requests that change something, 1 or more. Default 4.</summary>
    public int MaxConcurrency { get; init; } = 4;

    /// <summary>
    /// Number of items per page of a list, 2 or more. Default 500, which is also the maximum, except for Chameleon with
    /// 1000: the limits of the APIs.
    /// </summary>
    public int PageSize { get; init; } = 500;

    /// <summary>HTTP handler of requests. The caller disposes of it. Default null: the network.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Time source of waits and timeouts. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Random source for tokens and jitter. Default null: the system random source.</summary>
    public Random? Random { get; init; }

    /// <summary>Validates all options.</summary>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    internal void Validate()
    {
        OptionsValidation validation = new();
        Check(validation);
        validation.Needs(nameof(NodeAddressSelector), NodeAddressSelector);
        validation.AtLeast(nameof(NoticePeriod), NoticePeriod, TimeSpan.Zero);
        validation.AtLeast(nameof(ConsistencyWindow), ConsistencyWindow, TimeSpan.Zero);
        validation.Positive(nameof(CallTimeout), CallTimeout);
        validation.Between(nameof(MaxConcurrency), MaxConcurrency, 1);
        validation.Throw();
    }

    /// <summary>Validates the options of one testbed.</summary>
    private protected abstract void Check(OptionsValidation validation);

    /// <summary>Validates the options of an account.</summary>
    private protected static void CheckAccount(
        OptionsValidation validation,
        Uri address,
        string user,
        string? password,
        ValueList<string> sites
    )
    {
        validation.Address("Address", address);
        validation.Needs("User", user);
        validation.Needs("Password", password is null ? null : validation);
        if (validation.Needs("Sites", sites, "name one or more"))
        {
            validation.Add(
                sites.Any(site => string.IsNullOrEmpty(site) || site.Contains('/', StringComparison.Ordinal)),
                "Sites",
                $"'{TextEscaping.Escape(string.Join(", ", sites))}' contains an invalid site name",
                "use names without slashes"
            );
        }
    }
}
