using Scalewright.Providers.AutoScaling.Actions.Instances;
using Scalewright.Providers.AutoScaling.Actions.SecurityGroups;
using Scalewright.Providers.AutoScaling.Actions.Settings;
using Scalewright.Providers.AutoScaling.Actions.Templates;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Starts and terminates instances outside of groups.</summary>
internal static class RunActions
{
    // EC2 API reference, RunInstances: client tokens have at most 64 ASCII characters, user data 16 KiB before
    // encoding.
    private const int MaxTokenLength = 64;
    private const int MaxUserDataLength = 22_000;
    private const int MaxAtOnce = 1000;

    /// <summary>
    /// RunInstances. A repeated client token starts no instances and returns those of the first call.
    /// </summary>
    public static QueryActionResult Run(ActionContext context)
    {
        (context, TemplateUse? template) = TemplateLaunch.FromRequest(context);
        QueryReader read = context.Read;
        int min = read.RequiredNumber("MinCount", 1, MaxAtOnce);
        int max = read.RequiredNumber("MaxCount", 1, MaxAtOnce);
        InstanceRecord prototype = ReadInstance(context) with { Template = template };
        if (min > max)
        {
            read.AddError($"Value '{min}' at 'minCount' failed to satisfy constraint: Member must not be above maxCount");
        }

        read.Finish();
        if (prototype.Settings.PrivateAddress.Length > 0 && max > 1)
        {
            throw new QueryErrorException(
                QueryError.InvalidCombination(QueryService.Ec2, "A private address may be specified for one instance alone")
            );
        }

        CheckZone(context, prototype.Cloud);
        if (prototype.ClientToken.Length > 0 && FindByClientToken(context.State, prototype) is { Count: > 0 } known)
        {
            return new QueryActionResult(context.State, xml => Ec2InstanceWriter.WriteAll(xml, context, known));
        }

        return Start(context, prototype, GetCount(context, min, max));
    }

    /// <summary>TerminateInstances: all instances or none. Groups replace their terminated instances.</summary>
    public static QueryActionResult Terminate(ActionContext context)
    {
        ValueList<string> ids = context.Read.Texts("InstanceId");
        context.Read.Finish();
        if (ids.Count == 0)
        {
            throw new QueryErrorException(QueryError.NoInstances);
        }

        Ec2Actions.CheckIds(context.State.AllInstances, ids);
        InstanceRecord[] before = [.. ids.Distinct(StringComparer.Ordinal).Select(id => context.State.AnyInstance(id)!)];
        foreach (InstanceRecord instance in before)
        {
            PowerActions.CheckAllowed(instance, instance.IsTerminationDisabled, "terminated", "disableApiTermination");
        }

        AccountState state = before
            .Where(instance => !instance.IsEnding && instance.State != InstanceState.Terminated)
            .Aggregate(context.State, (account, instance) => End(context, account, instance));
        return new QueryActionResult(state, xml => xml.List("instancesSet", "item", before, (_, instance) =>
            {
                xml.Leaf("instanceId", instance.Id);
                WriteState(xml, "currentState", state.AnyInstance(instance.Id)!);
                WriteState(xml, "previousState", instance);
            }));
    }

    /// <summary>Reads the parameters of RunInstances that describe the instances.</summary>
    public static InstanceRecord ReadInstance(ActionContext context)
    {
        QueryReader read = context.Read;
        string address = SubnetActions.CheckedAddress(context, read.Text("PrivateIpAddress"));
        string zone = GetZone(context, read.Text("SubnetId"), read.Text("Placement.AvailabilityZone"));
        return new InstanceRecord("", 0, "", context.At)
        {
            ImageId = read.Required("ImageId"),
            InstanceType = read.Text("InstanceType") ?? "m1.small",
            KeyName = read.Text("KeyName") ?? "",
            UserData = read.Text("UserData", MaxUserDataLength) ?? "",
            ClientToken = read.Text("ClientToken", MaxTokenLength) ?? "",
            Zone = zone,
            Cloud = zone.Length > 0 || context.Options.Clouds.Count == 0 ? zone : context.Options.Clouds[0],
            Tags = InstanceTagActions.ReadForLaunch(read, "instance"),
            Settings = SettingsReader.FromRunRequest(read) with { PrivateAddress = address },
            IsTerminationDisabled = read.Boolean("DisableApiTermination") ?? false,
            IsStopDisabled = read.Boolean("DisableApiStop") ?? false,
            SecurityGroups = GetGroups(context, read.Texts("SecurityGroupId")),
        };
    }

    /// <exception cref="QueryErrorException">The subnet does not exist or is in another zone.</exception>
    private static string GetZone(ActionContext context, string? subnet, string? zone)
    {
        if (subnet is null)
        {
            return zone ?? "";
        }

        string subnetZone = SubnetActions.Required(context, subnet);
        return zone is null || zone == subnetZone
            ? subnetZone
            : throw new QueryErrorException(
                QueryError.InvalidParameterValue(
                    $"The availability zone [{TextEscaping.Escape(zone)}] is not that of the subnet "
                        + $"{TextEscaping.Escape(subnet)}, which is in {subnetZone}."
                )
            );
    }

    private static ValueList<string> GetGroups(ActionContext context, ValueList<string> named)
    {
        ValueList<string> ids = SecurityGroupLookup.Ids(context.State, named, context.Read.Texts("SecurityGroup"));
        return ids.Count > 0 ? ids : [DefaultNetwork.SecurityGroupId(context.State)];
    }

    private static void CheckZone(ActionContext context, string cloud)
    {
        if (context.Options.Clouds.Count > 0 && !context.Options.Clouds.Contains(cloud, StringComparer.Ordinal))
        {
            throw new QueryErrorException(
                QueryError.InvalidParameterValue(
                    $"Invalid Availability Zone ({TextEscaping.Escape(cloud)}); the zones are "
                        + $"{string.Join(", ", context.Options.Clouds)}."
                )
            );
        }
    }

    private static List<InstanceRecord> FindByClientToken(AccountState state, InstanceRecord prototype)
    {
        List<InstanceRecord> known =
        [
            .. state.Singles.Values.Where(instance => instance.ClientToken == prototype.ClientToken).OrderBy(instance => instance.Number),
        ];
        return known.TrueForAll(instance =>
            instance.ImageId == prototype.ImageId
            && instance.InstanceType == prototype.InstanceType
            && instance.KeyName == prototype.KeyName
            && instance.Cloud == prototype.Cloud
            && instance.UserData == prototype.UserData
            && instance.Template == prototype.Template
        )
            ? known
            : throw new QueryErrorException(QueryError.IdempotentParameterMismatch);
    }

    private static int GetCount(ActionContext context, int min, int max)
    {
        int capacity = context.Options.MaxInstances - context.State.AllInstances.Count(instance => instance.IsLive || instance.IsWarm);
        return capacity >= min
            ? Math.Min(capacity, max)
            : throw new QueryErrorException(QueryError.InstanceLimitExceeded(context.Options.MaxInstances));
    }

    private static QueryActionResult Start(ActionContext context, InstanceRecord prototype, int count)
    {
        AccountState state = context.State;
        List<InstanceRecord> started = [];
        AddressAllocator addresses = new(state.AllInstances);
        for (int index = 0; index < count; index++)
        {
            long number = state.NextNumber;
            InstanceRecord instance = prototype with
            {
                Id = IdGenerator.Create("i", state.Seed, number),
                Number = number,
                Reservation = context.State.NextNumber,
                LaunchIndex = index,
                Zone =
                    prototype.Cloud.Length > 0
                        ? prototype.Cloud
                        : string.Create(CultureInfo.InvariantCulture, $"{context.Options.Region}a"),
            };
            instance = addresses.Assign(instance);
            started.Add(instance);
            state = state.WithSingle(instance) with { NextNumber = number + 1 };
        }

        return new QueryActionResult(state, xml => Ec2InstanceWriter.WriteAll(xml, context with { State = state }, started));
    }

    private static AccountState End(ActionContext context, AccountState state, InstanceRecord instance)
    {
        if (instance.Group.Length == 0)
        {
            InstanceRecord ended = instance with { State = InstanceState.Terminating, EndedAt = context.At };
            return state.WithSingle(ended with { Reason = StateReason.User, ReasonAt = context.At });
        }

        state = Sizing.End(
            state,
            instance,
            context.At,
            "in response to a health check that found it to have been terminated or stopped",
            isHeld: false
        );
        return Sizing.Fit(context, state, state.Groups[instance.Group], "in response to an instance that was taken out of service");
    }

    public static void WriteState(XmlText xml, string name, InstanceRecord instance)
    {
        (int code, string stateName) = Ec2InstanceWriter.GetState(instance);
        xml.Open(name).Leaf("code", code).Leaf("name", stateName).Close(name);
    }
}
