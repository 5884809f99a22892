using Scalewright.Documents;

namespace Scalewright.Plugins.WindTurbine;

/// <summary>What a turbine's devices are configured with: <c>templates.default</c> of a profile. Values are kept as written.</summary>
public sealed record TurbineTemplates
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

    /// <summary>Reads the section <c>templates</c> of a profile.</summary>
    /// <param name="templates">The section; empty for the defaults.</param>
    /// <param name="problems">Where problems go: a part that is no map, a value that is no scalar.</param>
    public static TurbineTemplates Read(DocumentMap templates, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(templates);
        ArgumentNullException.ThrowIfNull(problems);
        TemplateSection root = new TemplateSection(templates, "templates", problems).Section("default");
        TemplateSection main = root.Section("main-controller");
        TemplateSection weather = root.Section("anemometer").Section("weather");
        TemplateSection yaw = root.Section("yaw-controller").Section("yaw");
        return ReadMain(main) with
        {
            NodeRed = NodeRedTemplate.Read(main),
            PowerColumns = [.. main.Section("weather").List("columns").SelectMany(column => column.List("tags").Select(tag =>
                new WeatherColumn(column.Required("name"), tag.Required("name")) { Height = tag.Required("height") }))],
            ReplayData = weather.Find("replayData"),
            AnemometerColumns = [.. weather.List("columns").Select(column => new WeatherColumn(column.Required("name"), column.Required("tag")))],
            InitialPosition = yaw.Text("initialPosition", Default.InitialPosition),
            DegreesPerSecond = yaw.Text("degreePerSecond", Default.DegreesPerSecond),
        };
    }

    private static TurbineTemplates ReadMain(TemplateSection main)
    {
        TemplateSection turbine = main.Section("turbine");
        TemplateSection logic = main.Section("logic");
        return new TurbineTemplates
        {
            TurbineType = turbine.Text("type", Default.TurbineType),
            HubHeight = turbine.Text("hubHeight", Default.HubHeight),
            RoughnessLength = turbine.Text("roughnessLength", Default.RoughnessLength),
            HelicsTopic = turbine.Find("helicsTopic"),
            SelectsBeforeOperate = turbine.IsSet("dnp3SBO"),
            SpeedTag = logic.Text("speedTag", Default.SpeedTag),
            DirectionTag = logic.Text("directionTag", Default.DirectionTag),
            DirectionError = logic.Text("directionError", Default.DirectionError),
        };
    }
}
