namespace Scalewright.Plugins.WindTurbine;

/// <summary>The control programs of a turbine, in the expression language of OT-sim's logic module: one assignment on a line.</summary>
public static class TurbinePrograms
{
    /// <summary>
    /// The main controller feathers the blades when it is told to stop or the wind is outside of the limits; else it turns the
    /// nacelle into the wind once the yaw is off by more than the error that is allowed.
    /// </summary>
    public const string Main = """

        stopped = proto_emer_stop != 0
        calm = speed < cut_in
        storm = speed > cut_out
        feathered = stopped || calm || storm ? 1 : 0
        target = direction < 180 ? direction + 180 : direction - 180
        offset = target < current_yaw ? current_yaw - target : target - current_yaw
        astray = offset > target * dir_error
        yaw_setpoint = feathered == 0 && astray ? target : yaw_setpoint

        """;

    /// <summary>The yaw controller starts at its setpoint and then follows it step by step.</summary>
    /// <param name="degreesPerSecond">The step; the program runs once a second.</param>
    public static string Yaw(string degreesPerSecond) => $"""

        step = {degreesPerSecond}
        gap = yaw_setpoint - current_yaw
        raised = gap > step ? current_yaw + step : yaw_setpoint
        lowered = gap < -step ? current_yaw - step : yaw_setpoint
        followed = gap > 0 ? raised : lowered
        current_yaw = current_yaw == 0 ? yaw_setpoint : followed

        """;
}
