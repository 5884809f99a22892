namespace Scalewright.Plugins.WindTurbine;

/// <summary>What a turbine's devices are configured with: <c>templates.default</c> of a profile. Values are texts, as they go into the files.</summary>
internal sealed record TurbineTemplates
{
    /// <summary>The templates of a profile that has none.</summary>
    public static TurbineTemplates Default { get; } = new();

    /// <summary>Model of the turbine; default <c>E-126/4200</c>. <c>main-controller.turbine.type</c>.</summary>
    public string TurbineType { get; init; } = "E-126/4200";

    /// <summary>Height of the hub in metres; default 135. <c>main-controller.turbine.hubHeight</c>.</summary>
    public string HubHeight { get; init; } = "135";

    /// <summary>Roughness of the ground in metres; default 0.15. <c>main-controller.turbine.roughnessLength</c>.</summary>
    public string RoughnessLength { get; init; } = "0.15";

    /// <summary>Topic of the power output; null: that of the HELICS section. <c>main-controller.turbine.helicsTopic</c>.</summary>
    public string? HelicsTopic { get; init; }

    /// <summary>True when DNP3 points must be selected before they are operated; default false. <c>main-controller.turbine.dnp3SBO</c>.</summary>
    public bool SelectsBeforeOperate { get; init; }

    /// <summary>Tag of the wind speed; default <c>speed.high</c>. <c>main-controller.logic.speedTag</c>.</summary>
    public string SpeedTag { get; init; } = "speed.high";

    /// <summary>Tag of the wind direction; default <c>dir.high</c>. <c>main-controller.logic.directionTag</c>.</summary>
    public string DirectionTag { get; init; } = "dir.high";

    /// <summary>How far the yaw may be off, as a fraction; default 0.04. <c>main-controller.logic.directionError</c>.</summary>
    public string DirectionError { get; init; } = "0.04";

    /// <summary>The flow editor of the main controller; null: none. <c>main-controller.node-red</c>.</summary>
    public NodeRedTemplate? NodeRed { get; init; }

    /// <summary>The weather that the power output depends on. <c>main-controller.weather.columns</c>.</summary>
    public ValueList<WeatherColumn> PowerColumns { get; init; } = [];

    /// <summary>File with recorded weather; null: the anemometer measures nothing. <c>anemometer.weather.replayData</c>.</summary>
    public string? ReplayData { get; init; }

    /// <summary>What the anemometer measures. <c>anemometer.weather.columns</c>.</summary>
    public ValueList<WeatherColumn> AnemometerColumns { get; init; } = [];

    /// <summary>Where the yaw stands at first, in degrees; default 0. <c>yaw-controller.yaw.initialPosition</c>.</summary>
    public string InitialPosition { get; init; } = "0";

    /// <summary>How far the yaw moves in a second; default 0.1. <c>yaw-controller.yaw.degreePerSecond</c>.</summary>
    public string DegreesPerSecond { get; init; } = "0.1";

    /// <summary>The templates that options ask for.</summary>
    internal static TurbineTemplates Of(DeviceOptions options)
    {
        (TurbineOptions turbine, LogicOptions logic) = (options.MainController.Turbine, options.MainController.Logic);
        return new TurbineTemplates
        {
            TurbineType = turbine.Type,
            HubHeight = Text(turbine.HubHeight),
            RoughnessLength = Text(turbine.RoughnessLength),
            HelicsTopic = Given(turbine.HelicsTopic),
            SelectsBeforeOperate = turbine.SelectsBeforeOperate,
            SpeedTag = logic.SpeedTag,
            DirectionTag = logic.DirectionTag,
            DirectionError = Text(logic.DirectionError),
            NodeRed = options.MainController.NodeRed is { } editor ? NodeRedTemplate.Of(editor) : null,
            PowerColumns = [.. options.MainController.Weather.Columns.SelectMany(Columns)],
            ReplayData = Given(options.Anemometer.Weather.ReplayData),
            AnemometerColumns = [.. options.Anemometer.Weather.Columns.Select(column => new WeatherColumn(column.Name, column.Tag))],
            InitialPosition = Text(options.YawController.Yaw.InitialPosition),
            DegreesPerSecond = Text(options.YawController.Yaw.DegreesPerSecond),
        };
    }

    private static IEnumerable<WeatherColumn> Columns(PowerColumnOptions column) =>
        column.Tags.Select(tag => new WeatherColumn(column.Name, tag.Name) { Height = Text(tag.Height) });

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>A measured quantity.</summary>
/// <param name="Tag">Name under which the turbine's devices know it.</param>
internal sealed record WeatherColumn(string Name, string Tag)
{
    /// <summary>Height in metres at which it was measured; null: not given.</summary>
    public string? Height { get; init; }
}
