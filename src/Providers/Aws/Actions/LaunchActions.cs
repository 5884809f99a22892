using System.Buffers.Text;
using Scalewright.Providers.AutoScaling.Actions.Settings;
using Scalewright.Providers.AutoScaling.Filters;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Actions on launch configurations.</summary>
internal static class LaunchActions
{
    // AutoScaling API reference: UserData has at most 21,847 characters of base64.
    private const int MaxUserDataLength = 21_847;

    public static QueryAction Create(QueryReader reader)
    {
        reader.Reject(RejectionReason.Volumes, "BlockDeviceMappings");
        reader.Ignore(
            "boto 2 sends these options of disks with every launch configuration, and the service has none of them",
            "DeleteOnTermination",
            "VolumeType",
            "Iops"
        );
        string name = reader.Required("LaunchConfigurationName");
        (string? id, string? image, string? type) = (reader.Text("InstanceId"), reader.Text("ImageId"), reader.Text("InstanceType"));
        (string? key, string? data) = (reader.Text("KeyName"), reader.Text("UserData", MaxUserDataLength));
        ValueList<string> groups = reader.Recorded(RecordedReason.Traffic).Texts("SecurityGroups.member");
        string spotPrice = reader.Recorded(RecordedReason.Prices).Text("SpotPrice") ?? "";
        QueryReader classic = reader.Recorded("there is one network");
        string vpc = classic.Text("ClassicLinkVPCId") ?? "";
        ValueList<string> classicGroups = classic.Texts("ClassicLinkVPCSecurityGroups.member");
        Func<InstanceSettings, InstanceSettings> settings = SettingsReader.FromLaunch(reader);
        reader.AddErrorIf(
            spotPrice.Length > 0
                && !(
                    decimal.TryParse(spotPrice, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal price)
                    && price > 0
                ),
            "spotPrice",
            "Member must be a price per hour above 0, as 0.25",
            spotPrice
        );

        reader.AddErrorIf(data is not null && !Base64.IsValid(data), "userData", "Member must be base64");

        return context =>
        {
            LaunchRecord like = id is null ? new LaunchRecord(name, context.State.NextNumber, context.At) : LikeInstance(context, name, id);
            LaunchRecord launch = like with
            {
                ImageId = image ?? like.ImageId,
                InstanceType = type ?? like.InstanceType,
                KeyName = key ?? like.KeyName,
                SecurityGroups = groups.Count > 0 ? groups : like.SecurityGroups,
                UserData = data ?? like.UserData,
                SpotPrice = spotPrice,
                ClassicVpc = vpc,
                ClassicSecurityGroups = classicGroups,
                Settings = settings(like.Settings),
            };
            return launch.ImageId.Length > 0 && launch.InstanceType.Length > 0
                ? new QueryActionResult(Add(context, launch))
                : throw new QueryErrorException(
                    QueryError.Validation(
                        "Valid requests must contain either the InstanceID parameter or both the ImageId and InstanceType parameters."
                    )
                );
        };
    }

    /// <exception cref="QueryErrorException">The name exists already, or there are too many launch
    /// configurations.</exception>
    public static AccountState Add(ActionContext context, LaunchRecord launch)
    {
        AccountState state = context.State;
        if (state.Launches.ContainsKey(launch.Name))
        {
            throw new QueryErrorException(
                QueryError.AlreadyExists(
                    "Launch Configuration by this name already exists - A launch configuration already exists with the "
                        + $"name {TextEscaping.Escape(launch.Name)}"
                )
            );
        }

        if (state.Launches.Count >= context.Options.MaxLaunchConfigurations)
        {
            throw new QueryErrorException(
                QueryError.LimitExceeded($"Only {context.Options.MaxLaunchConfigurations} launch configurations are allowed.")
            );
        }

        return state with
        {
            Launches = state.Launches.With(launch.Name, launch),
            NextNumber = state.NextNumber + 1,
        };
    }

    /// <summary>Returns a launch configuration with the attributes of an existing instance.</summary>
    /// <exception cref="QueryErrorException">The instance does not exist.</exception>
    /// <remarks>
    /// Source: AutoScaling API reference, CreateLaunchConfiguration, InstanceId: all attributes but the block devices.
    /// </remarks>
    public static LaunchRecord LikeInstance(ActionContext context, string name, string id)
    {
        InstanceRecord instance = context.State.AnyInstance(id) is { IsLive: true } liveInstance
            ? liveInstance
            : throw new QueryErrorException(QueryError.Validation($"Instance [{TextEscaping.Escape(id)}] is invalid."));
        LaunchRecord? launch = context.State.Launches.GetValueOrDefault(instance.Launch);
        return new LaunchRecord(name, context.State.NextNumber, context.At)
        {
            ImageId = instance.ImageId,
            InstanceType = instance.InstanceType,
            KeyName = instance.KeyName,
            UserData = launch?.UserData ?? instance.UserData,
            SecurityGroups = launch?.SecurityGroups ?? [],
            Settings = instance.Settings with { PrivateAddress = "" },
        };
    }

    public static QueryAction Delete(QueryReader reader)
    {
        string name = reader.Required("LaunchConfigurationName");
        return context =>
        {
            if (!context.State.Launches.ContainsKey(name))
            {
                throw new QueryErrorException(
                    QueryError.Validation(
                        $"Launch configuration name not found - Launch configuration {TextEscaping.Escape(name)} not found"
                    )
                );
            }

            if (context.State.Groups.Values.FirstOrDefault(group => group.Launch == name) is { } user)
            {
                throw new QueryErrorException(
                    QueryError.ResourceInUse(
                        $"Cannot delete launch configuration {TextEscaping.Escape(name)} because it is attached to "
                            + $"AutoScalingGroup {TextEscaping.Escape(user.Name)}"
                    )
                );
            }

            return new QueryActionResult(context.State with { Launches = context.State.Launches.Without(name) });
        };
    }

    public static QueryAction Describe(QueryReader reader)
    {
        ValueList<string> names = reader.Texts("LaunchConfigurationNames.member");
        PageRequest page = PageRequest.Read(reader);
        return context =>
            page.Reply(
                context,
                "launch configurations",
                context.State.Launches.Values.Where(launch => names.Selects(launch.Name)),
                launch => launch.Name,
                "LaunchConfigurations",
                (xml, launch) => Write(xml, context, launch)
            );
    }

    private static void Write(XmlText xml, ActionContext context, LaunchRecord launch)
    {
        xml.Leaf("LaunchConfigurationName", launch.Name)
            .Leaf("LaunchConfigurationARN", context.Arn("launchConfiguration", launch.Number, $"launchConfigurationName/{launch.Name}"))
            .Leaf("ImageId", launch.ImageId)
            .LeafIfNotEmpty("KeyName", launch.KeyName)
            .Texts("SecurityGroups", launch.SecurityGroups)
            .Leaf("UserData", launch.UserData)
            .Leaf("InstanceType", launch.InstanceType)
            .LeafIfNotEmpty("SpotPrice", launch.SpotPrice)
            .LeafIfNotEmpty("ClassicLinkVPCId", launch.ClassicVpc)
            .Texts("ClassicLinkVPCSecurityGroups", launch.ClassicSecurityGroups)
            .Leaf("CreatedTime", launch.CreatedAt);
        SettingsWriter.WriteLaunch(xml, launch.Settings);
    }
}
