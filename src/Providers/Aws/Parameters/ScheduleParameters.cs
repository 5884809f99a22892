namespace Scalewright.Providers.AutoScaling.Parameters;

internal static class ScheduleParameters
{
    private static readonly string[] Members =
    [
        "ScheduledActionName",
        "StartTime",
        "EndTime",
        "Recurrence",
        "MinSize",
        "MaxSize",
        "DesiredCapacity",
        "TimeZone",
    ];

    public static ParameterTable Put { get; } = ParameterTable.Empty.AddRead("AutoScalingGroupName", "Time").AddRead(Members);

    public static ParameterTable PutAll { get; } =
        ParameterTable
            .Empty.AddRead("AutoScalingGroupName")
            .AddRead([.. Members.Select(name => "ScheduledUpdateGroupActions.member.N." + name)]);

    public static ParameterTable Delete { get; } = ParameterTable.Empty.AddRead("AutoScalingGroupName", "ScheduledActionName");

    public static ParameterTable DeleteAll { get; } = ParameterTable.Empty.AddRead("AutoScalingGroupName", "ScheduledActionNames.member.N");

    public static ParameterTable Describe { get; } =
        ParameterTable.Empty.AddRead(
            "AutoScalingGroupName",
            "ScheduledActionNames.member.N",
            "StartTime",
            "EndTime",
            "MaxRecords",
            "NextToken"
        );
}
