namespace Scalewright.Plugins.WindTurbine;

/// <summary>Configuration of devices, <c>templates.default</c> of a profile, as texts for the files.</summary>
internal sealed record TurbineTemplates
{
    /// <summary>Configuration of a profile without templates.</summary>
    public static TurbineTemplates Default { get; } = new();

    /// <summary>Type of the turbine in the library of the simulator.</summary>
    public string TurbineType { get; init; } = "E-126/4200";

    /// <summary>Height of the hub, in meters.</summary>
    public string HubHeight { get; init; } = "135";

    /// <summary>Roughness length of the ground, in meters.</summary>
    public string RoughnessLength { get; init; } = "0.15";

    /// <summary>Topic of the power; null for the HELICS topic. <c>main-controller.turbine.helicsTopic</c>.</summary>
    public string? HelicsTopic { get; init; }

    /// <summary>True if DNP3 points must be selected before they are operated.</summary>
    public bool SelectBeforeOperate { get; init; }

    /// <summary>Tag of the wind speed.</summary>
    public string SpeedTag { get; init; } = "speed.high";

    /// <summary>Tag of the wind direction.</summary>
    public string DirectionTag { get; init; } = "dir.high";

    /// <summary>Tolerated yaw error before the nacelle is turned, as a fraction of the direction.</summary>
    public string DirectionError { get; init; } = "0.04";

    /// <summary>Settings of Node-RED; null: none is configured.</summary>
    public NodeRedTemplate? NodeRed { get; init; }

    /// <summary>Columns of weather that the power depends on.</summary>
    public ValueList<WeatherColumn> PowerColumns { get; init; } = [];

    /// <summary>File with recorded weather; null: nothing is measured. <c>anemometer.weather.replayData</c>.</summary>
    public string? ReplayData { get; init; }

    /// <summary>Columns that the anemometer measures.</summary>
    public ValueList<WeatherColumn> AnemometerColumns { get; init; } = [];

    /// <summary>Initial position of the nacelle, in degrees.</summary>
    public string InitialPosition { get; init; } = "0";

    /// <summary>Rotation of the nacelle, in degrees per second.</summary>
    public string DegreesPerSecond { get; init; } = "0.1";

    internal static TurbineTemplates From(DeviceOptions options)
    {
        (TurbineOptions turbine, LogicOptions logic) = (options.MainController.Turbine, options.MainController.Logic);
        return new TurbineTemplates
        {
            TurbineType = turbine.Type,
            HubHeight = Text(turbine.HubHeight),
            RoughnessLength = Text(turbine.RoughnessLength),
            HelicsTopic = NullIfEmpty(turbine.HelicsTopic),
            SelectBeforeOperate = turbine.SelectBeforeOperate,
            SpeedTag = logic.SpeedTag,
            DirectionTag = logic.DirectionTag,
            DirectionError = Text(logic.DirectionError),
            NodeRed = options.MainController.NodeRed is { } editor ? NodeRedTemplate.From(editor) : null,
            PowerColumns = [.. options.MainController.Weather.Columns.SelectMany(Columns)],
            ReplayData = NullIfEmpty(options.Anemometer.Weather.ReplayData),
            AnemometerColumns = [.. options.Anemometer.Weather.Columns.Select(column => new WeatherColumn(column.Name, column.Tag))],
            InitialPosition = Text(options.YawController.Yaw.InitialPosition),
            DegreesPerSecond = Text(options.YawController.Yaw.DegreesPerSecond),
        };
    }

    private static IEnumerable<WeatherColumn> Columns(PowerColumnOptions column) =>
        column.Tags.Select(tag => new WeatherColumn(column.Name, tag.Name) { Height = Text(tag.Height) });

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>Measured quantity.</summary>
/// <param name="Tag">Tag of the quantity on the turbine's devices.</param>
internal sealed record WeatherColumn(string Name, string Tag)
{
    /// <summary>Height of the measurement, in meters; null if not specified.</summary>
    public string? Height { get; init; }
}
