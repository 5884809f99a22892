namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Scaling activities of groups.</summary>
internal static class ActivityActions
{
    /// <summary>DescribeScalingActivities: newest first.</summary>
    public static QueryActionResult Describe(ActionContext context)
    {
        string? name = context.Read.Text("AutoScalingGroupName");
        ValueList<string> ids = context.Read.Texts("ActivityIds.member");
        bool withDeleted = context.Read.Boolean("IncludeDeletedGroups") ?? false;
        context.Read.Finish();
        if (name is not null && !withDeleted)
        {
            _ = context.Group(name);
        }

        IEnumerable<ActivityRecord> found = context
            .State.Activities.Where(activity => withDeleted || IsOfGroup(context, activity))
            .Where(activity =>
                (name is null || activity.Group == name) && (ids.Count == 0 || ids.Contains(activity.Id, StringComparer.Ordinal))
            );
        Page<ActivityRecord> page = Page<ActivityRecord>.Create(context, "activities", found, activity => activity.Id);
        return new QueryActionResult(context.State, xml =>
            page.WriteTo(xml.List("Activities", "member", page.Items, (_, activity) => Write(xml, activity)))
        );
    }

    // A deleted group may have had the same name.
    private static bool IsOfGroup(ActionContext context, ActivityRecord activity) =>
        context.State.Groups.TryGetValue(activity.Group, out GroupRecord? group) && activity.StartedAt >= group.CreatedAt;

    /// <summary>Writes an activity that has just started.</summary>
    /// <param name="status">Status code.</param>
    /// <param name="progress">Progress in percent.</param>
    public static void WriteStarted(XmlText xml, ActivityRecord activity, string status, int progress) =>
        WriteEnd(WriteHead(xml, activity).Leaf("StatusCode", status), activity, progress);

    /// <param name="defaultEnd">End time to write while the activity is in progress; null to omit it. In the
    /// recorded AWS sessions, responses to terminations contain an end time.</param>
    public static XmlText Write(XmlText xml, ActivityRecord activity, DateTimeOffset? defaultEnd = null)
    {
        WriteHead(xml, activity);
        _ = (activity.EndedAt ?? defaultEnd) is { } end ? xml.Leaf("EndTime", end) : xml;
        (string status, int progress) = activity.EndedAt is null ? ("InProgress", 0) : (GetStatus(activity), 100);
        return WriteEnd(xml.Leaf("StatusCode", status), activity, progress);
    }

    private static string GetStatus(ActivityRecord activity) => activity.IsFailed ? "Failed" : "Successful";

    private static XmlText WriteHead(XmlText xml, ActivityRecord activity) =>
        xml.Leaf("ActivityId", activity.Id)
            .Leaf("AutoScalingGroupName", activity.Group)
            .Leaf("Description", activity.Description)
            .Leaf("Cause", activity.Cause)
            .Leaf("StartTime", activity.StartedAt);

    private static XmlText WriteEnd(XmlText xml, ActivityRecord activity, int progress) =>
        xml.LeafIfNotEmpty("StatusMessage", activity.StatusMessage)
            .Leaf("Progress", progress)
            .Leaf("Details", string.Create(CultureInfo.InvariantCulture, $"{{\"EC2InstanceId\":\"{activity.Instance}\"}}"));
}
