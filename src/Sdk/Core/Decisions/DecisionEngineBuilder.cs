namespace Scalewright.Decisions;

/// <summary>Builder of a decision engine. Immutable; each method returns a new builder.</summary>
public sealed record DecisionEngineBuilder
{
    internal DecisionEngineBuilder(EngineOptions options) => Options = options;

    /// <summary>Current options.</summary>
    public EngineOptions Options { get; init; }

    /// <summary>
    /// Selects the launch configuration of the nodes. If missing, it is created as <c>name@cloud</c> for each cloud; an
    /// existing one is kept.
    /// </summary>
    /// <param name="launch">The launch configuration.</param>
    public DecisionEngineBuilder UseLaunch(LaunchConfiguration launch)
    {
        ArgumentNullException.ThrowIfNull(launch);
        return With(options => options with { Launches = [launch], Domain = options.Domain with { Launch = launch.Name } });
    }

    /// <summary>Adds the launch configuration for one cloud, named <c>name@cloud</c>.</summary>
    /// <param name="launch">The launch configuration.</param>
    public DecisionEngineBuilder AddLaunch(LaunchConfiguration launch)
    {
        ArgumentNullException.ThrowIfNull(launch);
        return With(options => options with
        {
            Launches = options.Launches.Add(launch),
            Domain = options.Domain with { Launch = options.Domain.Launch.Length > 0 ? options.Domain.Launch : launch.Name },
        });
    }

    /// <summary>Adds a cloud after the existing ones.</summary>
    /// <param name="name">Name of the cloud.</param>
    /// <param name="nodesMax">Maximum number of nodes. Default -1: no limit.</param>
    /// <param name="pricePerHour">Price of one node per hour. Default 0.</param>
    /// <param name="isSpot">True if the provider can terminate its nodes at any time. Default false.</param>
    public DecisionEngineBuilder AddCloud(string name, int nodesMax = CloudReading.Unlimited, double pricePerHour = 0, bool isSpot = false)
    {
        ArgumentNullException.ThrowIfNull(name);
        DomainCloud cloud = new(name, nodesMax) { PricePerHour = pricePerHour, IsSpot = isSpot };
        return With(options => options with { Domain = options.Domain with { Clouds = options.Domain.Clouds.Add(cloud) } });
    }

    /// <summary>Selects the sizing policy, which determines the number of nodes.</summary>
    /// <param name="sizing">The policy.</param>
    public DecisionEngineBuilder UseSizing(ISizingPolicy sizing) => With(options => options with { Sizing = sizing });

    /// <summary>Selects the placement policy, which distributes nodes over clouds.</summary>
    /// <param name="placement">The policy.</param>
    public DecisionEngineBuilder UsePlacement(IPlacementPolicy placement)
    {
        ArgumentNullException.ThrowIfNull(placement);
        return With(options => options with { Placement = placement });
    }

    /// <summary>Limits clouds by their current free capacity, in addition to their configured limits.</summary>
    /// <param name="room">Source of the current free capacity.</param>
    public DecisionEngineBuilder UseRoom(ICloudRoom room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return With(options => options with { Room = room });
    }

    /// <summary>Adds a metric.</summary>
    /// <param name="source">Source of the metric.</param>
    public DecisionEngineBuilder AddMetric(IMetricSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return With(options => options with { Metrics = options.Metrics.Add(source) });
    }

    /// <summary>Adds a metric that is read by a function.</summary>
    /// <param name="name">Name of the metric.</param>
    /// <param name="read">Returns the value for the whole domain.</param>
    public DecisionEngineBuilder AddMetric(string name, Func<MetricRequest, CancellationToken, Task<double>> read) => AddMetric(new FunctionMetricSource(name, read));

    /// <summary>Adds moving averages of metrics, for example those of <see cref="MetricWindow.Knative"/>.</summary>
    /// <param name="windows">Windows to average over.</param>
    /// <param name="sampleEvery">Sampling interval; must divide the period evenly. Null: once per cycle.</param>
    public DecisionEngineBuilder AddWindows(ValueList<MetricWindow> windows, TimeSpan? sampleEvery = null)
    {
        ArgumentNullException.ThrowIfNull(windows);
        return With(options => options with { Windows = options.Windows.AddRange(windows), SamplePeriod = sampleEvery ?? options.SamplePeriod });
    }

    /// <summary>Sets the time between cycles.</summary>
    /// <param name="period">Time between cycles, above 0.</param>
    public DecisionEngineBuilder WithPeriod(TimeSpan period) => With(options => options with { Period = period });

    /// <summary>Sets the bounds of every decision.</summary>
    /// <param name="nodesMin">Minimum size.</param>
    /// <param name="nodesMax">Maximum size.</param>
    public DecisionEngineBuilder WithBounds(int nodesMin, int nodesMax = int.MaxValue) =>
        With(options => options with { Domain = options.Domain with { NodesMin = nodesMin, NodesMax = nodesMax } });

    /// <summary>Sets the cooldowns after a change of size. Replacing failed nodes is not a change of size.</summary>
    /// <param name="growing">Minimum time between two scale-outs.</param>
    /// <param name="shrinking">Minimum time between any change and a scale-in.</param>
    public DecisionEngineBuilder WithCooldown(TimeSpan growing, TimeSpan shrinking) => With(options => options with { CooldownOut = growing, CooldownIn = shrinking });

    /// <summary>Sets the stabilization windows: the time for which a change must have been desired.</summary>
    /// <param name="growing">Window for scaling out.</param>
    /// <param name="shrinking">Window for scaling in.</param>
    public DecisionEngineBuilder WithStabilization(TimeSpan growing, TimeSpan shrinking) => With(options => options with { WindowOut = growing, WindowIn = shrinking });

    /// <summary>Sets the timeout of a cycle.</summary>
    /// <param name="deadline">Timeout, above 0.</param>
    public DecisionEngineBuilder WithDeadline(TimeSpan deadline) => With(options => options with { Deadline = deadline });

    /// <summary>Sets the duration of the run.</summary>
    /// <param name="duration">Duration; no cycle starts after it has elapsed.</param>
    public DecisionEngineBuilder WithDuration(TimeSpan duration) => With(options => options with { Duration = duration });

    /// <summary>Enables a dry run: nothing is applied, and each cycle reports what would be done.</summary>
    public DecisionEngineBuilder WithDryRun() => With(options => options with { Mode = EngineMode.DryRun });

    /// <summary>Runs beside another engine: applies nothing, but decides as if it had applied all decisions.</summary>
    public DecisionEngineBuilder WithShadow() => With(options => options with { Mode = EngineMode.Shadow });

    /// <summary>Deletes an existing domain and its nodes before the engine starts.</summary>
    public DecisionEngineBuilder WithFreshDomain() => With(options => options with { IsFresh = true });

    /// <summary>Sets the listener of engine events.</summary>
    /// <param name="listener">Receives each event.</param>
    public DecisionEngineBuilder WithListener(IProgress<EngineEvent> listener) => With(options => options with { Listener = listener });

    /// <summary>Changes the options.</summary>
    /// <param name="change">Returns the new options for the current ones.</param>
    public DecisionEngineBuilder With(Func<EngineOptions, EngineOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Options = change(Options) };
    }

    /// <summary>Validates the options and creates the engine.</summary>
    /// <exception cref="DecisionException">The options are invalid. All problems are reported together.</exception>
    public DecisionEngine Build() => Options.Check() is { Count: > 0 } problems
        ? throw new DecisionException($"Engine of '{Options.Domain.Name}'", problems)
        : new DecisionEngine(Options);
}
