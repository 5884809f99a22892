namespace Scalewright.Plugins.WindTurbine;

/// <summary>Control programs of a turbine for OT-sim's logic module: one assignment per line.</summary>
public static class TurbinePrograms
{
    /// <summary>
    /// Program of the main controller. Feathers the blades on an emergency stop or if the wind is out of range;
    /// otherwise turns the nacelle into the wind when the yaw error exceeds its tolerance.
    /// </summary>
    public const string MainControllerProgram = """

        stopped = proto_emer_stop != 0
        calm = speed < cut_in
        storm = speed > cut_out
        feathered = stopped || calm || storm ? 1 : 0
        target = direction < 180 ? direction + 180 : direction - 180
        offset = target < current_yaw ? current_yaw - target : target - current_yaw
        astray = offset > target * dir_error
        yaw_setpoint = feathered == 0 && astray ? target : yaw_setpoint

        """;

    /// <summary>Returns the program of the yaw controller, which starts at its setpoint and follows it.</summary>
    /// <param name="degreesPerSecond">Step; the program runs once per second.</param>
    public static string CreateYawProgram(string degreesPerSecond) =>
        $"""

            step = {degreesPerSecond}
            gap = yaw_setpoint - current_yaw
            raised = gap > step ? current_yaw + step : yaw_setpoint
            lowered = gap < -step ? current_yaw - step : yaw_setpoint
            followed = gap > 0 ? raised : lowered
            current_yaw = current_yaw == 0 ? yaw_setpoint : followed

            """;
}
