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
    public static QueryAction Run(QueryReader reader)
    {
        Func<AccountState, (QueryReader Read, TemplateUse? Use)> find = TemplateLaunch.FromRequest(reader);
        if (reader.IsDescribing)
        {
            return ReadLaunch(reader, template: null);
        }

        // The template has defaults for parameters that the request lacks, so they are read after it is found.
        return context =>
        {
            (QueryReader merged, TemplateUse? template) = find(context.State);
            QueryAction run = ReadLaunch(merged, template);
            merged.Finish();
            return run(context);
        };
    }

    private static QueryAction ReadLaunch(QueryReader reader, TemplateUse? template)
    {
        int min = reader.RequiredNumber("MinCount", 1, MaxAtOnce);
        int max = reader.RequiredNumber("MaxCount", 1, MaxAtOnce);
        Func<ActionContext, InstanceRecord> describe = ReadInstance(reader);
        reader.AddErrorIf(min > max, "minCount", "Member must not be above maxCount", $"{min}");

        return context =>
        {
            InstanceRecord prototype = describe(context) with { Template = template };
            if (prototype.Settings.PrivateAddress.Length > 0 && max > 1)
            {
                throw new QueryErrorException(
                    QueryError.InvalidCombination(QueryService.Ec2, "A private address may be specified for one instance alone")
                );
            }

            CheckZone(context, prototype.Cloud);
            if (prototype.ClientToken.Length > 0 && FindByClientToken(context.State, prototype) is { Count: > 0 } instances)
            {
                return new QueryActionResult(context.State, xml => Ec2InstanceWriter.WriteAll(xml, context, instances));
            }

            return Start(context, prototype, GetCount(context, min, max));
        };
    }

    /// <summary>TerminateInstances: all instances or none. Groups replace their terminated instances.</summary>
    public static QueryAction Terminate(QueryReader reader)
    {
        Func<ActionContext, InstanceRecord[]> find = PowerActions.ReadInstances(reader);
        return context =>
        {
            InstanceRecord[] before = find(context);
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
        };
    }

    /// <summary>
    /// Reads the parameters of RunInstances that describe the instances. The result checks what they refer to.
    /// </summary>
    public static Func<ActionContext, InstanceRecord> ReadInstance(QueryReader reader)
    {
        RejectOthers(reader);
        string? address = reader.Recorded(RecordedReason.Addresses).Text("PrivateIpAddress");
        (string? subnet, string? named) = (reader.Text("SubnetId"), reader.Text("Placement.AvailabilityZone"));
        InstanceRecord instance = new("", 0, "", default)
        {
            ImageId = reader.Required("ImageId"),
            InstanceType = reader.Text("InstanceType") ?? "m1.small",
            KeyName = reader.Text("KeyName") ?? "",
            UserData = reader.Text("UserData", MaxUserDataLength) ?? "",
            ClientToken = reader.Text("ClientToken", MaxTokenLength) ?? "",
            Tags = InstanceTagActions.ReadForLaunch(reader, "instance"),
            Settings = SettingsReader.FromRunRequest(reader),
            IsTerminationDisabled = reader.Boolean("DisableApiTermination") ?? false,
            IsStopDisabled = reader.Boolean("DisableApiStop") ?? false,
        };
        QueryReader traffic = reader.Recorded(RecordedReason.Traffic);
        (ValueList<string> ids, ValueList<string> names) = (traffic.Texts("SecurityGroupId"), traffic.Texts("SecurityGroup"));
        return context =>
        {
            string zone = GetZone(context, subnet, named);
            string cloud = zone.Length > 0 || context.Options.Clouds.Count == 0 ? zone : context.Options.Clouds[0];
            ValueList<string> groups = SecurityGroupLookup.Ids(context.State, ids, names);
            return instance with
            {
                LaunchedAt = context.At,
                Zone = zone,
                Cloud = cloud,
                Settings = instance.Settings with { PrivateAddress = SubnetActions.CheckedAddress(context, address) },
                SecurityGroups = groups.Count > 0 ? groups : [DefaultNetwork.SecurityGroupId(context.State)],
            };
        };
    }

    private static void RejectOthers(QueryReader reader)
    {
        reader.Reject(RejectionReason.Volumes, "BlockDeviceMapping");
        reader.Reject(RejectionReason.Interfaces, "NetworkInterface");
        reader.Reject("addresses of instances cannot be chosen in this way", "Ipv6Address", "PrivateDnsNameOptions");
        reader.RejectUnless("0", "instances have no IPv6 addresses here", "Ipv6AddressCount");
        reader.Reject(
            "instances are placed by their zone alone here",
            "Placement.Affinity",
            "Placement.GroupId",
            "Placement.GroupName",
            "Placement.HostId",
            "Placement.HostResourceGroupArn",
            "Placement.PartitionNumber",
            "Placement.SpreadDomain"
        );
        reader.RejectUnless("false", RejectionReason.Unsupported, "HibernationOptions.Configured", "EnclaveOptions.Enabled");
        reader.Reject(
            RejectionReason.Unsupported,
            "InstanceInitiatedShutdownBehavior",
            "InstanceMarketOptions",
            "CreditSpecification",
            "CpuOptions",
            "CapacityReservationSpecification",
            "LicenseSpecification",
            "MaintenanceOptions",
            "ElasticGpuSpecification",
            "ElasticInferenceAccelerator"
        );
        reader.Reject("the service reserves it", "AdditionalInfo");
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
        List<InstanceRecord> instances =
        [
            .. state.Singles.Values.Where(instance => instance.ClientToken == prototype.ClientToken).OrderBy(instance => instance.Number),
        ];
        return instances.TrueForAll(instance =>
            instance.ImageId == prototype.ImageId
            && instance.InstanceType == prototype.InstanceType
            && instance.KeyName == prototype.KeyName
            && instance.Cloud == prototype.Cloud
            && instance.UserData == prototype.UserData
            && instance.Template == prototype.Template
        )
            ? instances
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

        const string Cause = "in response to a health check that found it to have been terminated or stopped";
        state = Sizing.Terminate(state, instance, new InstanceTermination(context.At, Cause) { IsHeld = false });
        return Sizing.Fit(context, state, state.Groups[instance.Group], "in response to an instance that was taken out of service");
    }

    public static void WriteState(XmlText xml, string name, InstanceRecord instance)
    {
        (int code, string stateName) = Ec2InstanceWriter.GetState(instance);
        xml.Open(name).Leaf("code", code).Leaf("name", stateName).Close(name);
    }
}
