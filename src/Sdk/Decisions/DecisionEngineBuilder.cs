using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>Builder of a decision engine. Immutable; each method returns a new builder.</summary>
public sealed record DecisionEngineBuilder
{
    internal DecisionEngineBuilder(EngineOptions options) => Options = options;

    /// <summary>Current options.</summary>
    public EngineOptions Options { get; init; }

    /// <summary>
    /// Selects the launch configuration of the nodes. The engine creates it as <c>name@cloud</c> for each cloud, unless
    /// it exists.
    /// </summary>
    /// <param name="launch">The launch configuration.</param>
    public DecisionEngineBuilder UseLaunchConfiguration(LaunchConfiguration launch)
    {
        ArgumentNullException.ThrowIfNull(launch);
        return WithOptions(options =>
            options with
            {
                LaunchConfigurations = [launch],
                Domain = options.Domain with { LaunchConfigurationName = launch.Name },
            }
        );
    }

    /// <summary>Adds a cloud after the existing ones.</summary>
    /// <param name="name">Name of the cloud.</param>
    /// <param name="maxNodes">Maximum number of nodes. Default -1: no limit.</param>
    /// <param name="pricePerHour">Price of one node per hour. Default 0.</param>
    /// <param name="isSpot">True if the provider can terminate its nodes at any time. Default false.</param>
    public DecisionEngineBuilder AddCloud(string name, int maxNodes = DomainCloud.Unlimited, double pricePerHour = 0, bool isSpot = false)
    {
        ArgumentNullException.ThrowIfNull(name);
        DomainCloud cloud = new(name, maxNodes) { PricePerHour = pricePerHour, IsSpot = isSpot };
        return WithOptions(options => options with { Domain = options.Domain with { Clouds = options.Domain.Clouds.Add(cloud) } });
    }

    /// <summary>Selects the sizing policy, which determines the number of nodes.</summary>
    /// <param name="sizing">The policy.</param>
    public DecisionEngineBuilder UseSizing(ISizingPolicy sizing) => WithOptions(options => options with { Sizing = sizing });

    /// <summary>Selects the placement policy, which distributes nodes over clouds.</summary>
    /// <param name="placement">The policy.</param>
    public DecisionEngineBuilder UsePlacement(IPlacementPolicy placement)
    {
        ArgumentNullException.ThrowIfNull(placement);
        return WithOptions(options => options with { Placement = placement });
    }

    /// <summary>Limits clouds by their current free capacity, in addition to their configured limits.</summary>
    /// <param name="capacity">Source of the current free capacity.</param>
    public DecisionEngineBuilder UseCloudCapacity(ICloudCapacity capacity)
    {
        ArgumentNullException.ThrowIfNull(capacity);
        return WithOptions(options => options with { CloudCapacity = capacity });
    }

    /// <summary>Adds a metric.</summary>
    /// <param name="source">Source of the metric.</param>
    public DecisionEngineBuilder AddMetric(IMetricSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return WithOptions(options => options with { Metrics = options.Metrics.Add(source) });
    }

    /// <summary>Adds a metric that is read by a function.</summary>
    /// <param name="name">Name of the metric.</param>
    /// <param name="read">Returns the value for the whole domain.</param>
    public DecisionEngineBuilder AddMetric(string name, Func<MetricRequest, CancellationToken, Task<double>> read) =>
        AddMetric(new FunctionMetricSource(name, read));

    /// <summary>Adds moving averages of metrics, for example those of
    /// <see cref="MetricWindow.CreateKnativeWindows"/>.</summary>
    /// <param name="windows">Windows to average over.</param>
    /// <param name="sampleInterval">Sampling interval; must divide the period evenly. Null: once per cycle.</param>
    public DecisionEngineBuilder AddMetricWindows(ValueList<MetricWindow> windows, TimeSpan? sampleInterval = null)
    {
        ArgumentNullException.ThrowIfNull(windows);
        return WithOptions(options =>
            options with
            {
                MetricWindows = options.MetricWindows.AddRange(windows),
                SampleInterval = sampleInterval ?? options.SampleInterval,
            }
        );
    }

    /// <summary>Sets the time between cycles.</summary>
    /// <param name="interval">Time between cycles, above 0.</param>
    public DecisionEngineBuilder WithCycleInterval(TimeSpan interval) => WithOptions(options => options with { CycleInterval = interval });

    /// <summary>Sets the bounds of every decision.</summary>
    /// <param name="minNodes">Minimum size.</param>
    /// <param name="maxNodes">Maximum size.</param>
    public DecisionEngineBuilder WithBounds(int minNodes, int maxNodes = int.MaxValue) =>
        WithOptions(options => options with { Domain = options.Domain with { MinNodes = minNodes, MaxNodes = maxNodes } });

    /// <summary>
    /// Limits the cost per hour of all domains of the cluster: the engine creates a node only if the cost with it is
    /// within the limit. See <see cref="EngineOptions.MaxCostPerHour"/>.
    /// </summary>
    /// <param name="maxCostPerHour">Maximum cost per hour, 0 or more, in the currency of the clouds' prices.</param>
    public DecisionEngineBuilder WithMaxCostPerHour(double maxCostPerHour) =>
        WithOptions(options => options with { MaxCostPerHour = maxCostPerHour });

    /// <summary>Sets the cooldowns after a change of size. Replacing failed nodes is not a change of size.</summary>
    /// <param name="scaleOut">Minimum time between two scale-outs.</param>
    /// <param name="scaleIn">Minimum time between any change and a scale-in.</param>
    public DecisionEngineBuilder WithCooldown(TimeSpan scaleOut, TimeSpan scaleIn) =>
        WithOptions(options => options with { ScaleOutCooldown = scaleOut, ScaleInCooldown = scaleIn });

    /// <summary>
    /// Sets the stabilization windows: the time for which a change must be desired before it is applied.
    /// </summary>
    /// <param name="scaleOut">Window for scaling out.</param>
    /// <param name="scaleIn">Window for scaling in.</param>
    public DecisionEngineBuilder WithStabilization(TimeSpan scaleOut, TimeSpan scaleIn) =>
        WithOptions(options => options with { ScaleOutStabilizationWindow = scaleOut, ScaleInStabilizationWindow = scaleIn });

    /// <summary>Sets the timeout of a cycle.</summary>
    /// <param name="timeout">Timeout, above 0.</param>
    public DecisionEngineBuilder WithCycleTimeout(TimeSpan timeout) => WithOptions(options => options with { CycleTimeout = timeout });

    /// <summary>Sets the duration of the run.</summary>
    /// <param name="duration">Duration; no cycle starts after it has elapsed.</param>
    public DecisionEngineBuilder WithDuration(TimeSpan duration) => WithOptions(options => options with { Duration = duration });

    /// <summary>Enables a dry run: nothing is applied, and each cycle reports what would be done.</summary>
    public DecisionEngineBuilder WithDryRun() => WithOptions(options => options with { Mode = EngineMode.DryRun });

    /// <summary>
    /// Enables shadow mode, for use alongside another engine: nothing is applied, but each decision assumes that the
    /// previous ones were.
    /// </summary>
    public DecisionEngineBuilder WithShadowMode() => WithOptions(options => options with { Mode = EngineMode.Shadow });

    /// <summary>Deletes an existing domain and its nodes before the engine starts.</summary>
    public DecisionEngineBuilder WithRecreatedDomain() => WithOptions(options => options with { RecreateDomain = true });

    /// <summary>Sets the listener of engine events.</summary>
    /// <param name="listener">Receives each event.</param>
    public DecisionEngineBuilder WithListener(IProgress<EngineEvent> listener) =>
        WithOptions(options => options with { Listener = listener });

    /// <summary>Changes the options.</summary>
    /// <param name="configure">Receives the current options and returns the new ones.</param>
    public DecisionEngineBuilder WithOptions(Func<EngineOptions, EngineOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return this with { Options = configure(Options) };
    }

    /// <summary>Validates the options and creates the engine.</summary>
    /// <exception cref="DecisionException">The options are invalid. All problems are reported together.</exception>
    public DecisionEngine Build() =>
        Options.Check() is { Count: > 0 } problems
            ? throw new DecisionException($"Engine of '{Options.Domain.Name}'", problems)
            : new DecisionEngine(Options);
}
