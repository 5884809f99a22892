using Scalewright.Providers.AutoScaling.Filters;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Scaling activities of groups.</summary>
internal static class ActivityActions
{
    /// <summary>DescribeScalingActivities: newest first.</summary>
    public static QueryAction Describe(QueryReader reader)
    {
        string? name = reader.Text("AutoScalingGroupName");
        ValueList<string> ids = reader.Texts("ActivityIds.member");
        bool withDeleted = reader.Boolean("IncludeDeletedGroups") ?? false;
        PageRequest page = PageRequest.Read(reader);
        return context =>
        {
            if (name is not null && !withDeleted)
            {
                _ = context.Group(name);
            }

            IEnumerable<ActivityRecord> activities = context
                .State.Activities.Where(activity => withDeleted || IsOfGroup(context, activity))
                .Where(activity => (name is null || activity.Group == name) && ids.Selects(activity.Id));
            return page.Reply(
                context,
                "activities",
                activities,
                activity => activity.Id,
                "Activities",
                (xml, activity) => Write(xml, activity)
            );
        };
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
        WriteHead(xml, activity).LeafIfSet("EndTime", activity.EndedAt ?? defaultEnd);
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
