using System.Buffers.Text;
using Scalewright.Providers.AutoScaling.Actions.Settings;

namespace Scalewright.Providers.AutoScaling.Actions;

internal static class LaunchActions
{
    // AutoScaling API reference: UserData has at most 21,847 characters of base64.
    private const int MaxUserDataLength = 21_847;

    public static QueryActionResult Create(ActionContext context)
    {
        QueryReader read = context.Read;
        AccountState state = context.State;
        LaunchRecord launch = ReadLaunch(context);
        if (
            launch.SpotPrice.Length > 0
            && !(
                decimal.TryParse(launch.SpotPrice, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal price)
                && price > 0
            )
        )
        {
            read.AddError(
                $"Value '{TextEscaping.Escape(launch.SpotPrice)}' at 'spotPrice' failed to satisfy constraint: Member "
                    + "must be a price per hour above 0, as 0.25"
            );
        }

        if (!Base64.IsValid(launch.UserData))
        {
            read.AddError("Value at 'userData' failed to satisfy constraint: Member must be base64");
        }

        read.Finish();
        if (launch.ImageId.Length == 0 || launch.InstanceType.Length == 0)
        {
            throw new QueryErrorException(
                QueryError.Validation(
                    "Valid requests must contain either the InstanceID parameter or both the ImageId and InstanceType " + "parameters."
                )
            );
        }

        return new QueryActionResult(Add(context, launch));
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
        InstanceRecord instance = context.State.AnyInstance(id) is { IsLive: true } found
            ? found
            : throw new QueryErrorException(QueryError.Validation($"Instance [{TextEscaping.Escape(id)}] is invalid."));
        LaunchRecord? own = context.State.Launches.GetValueOrDefault(instance.Launch);
        return new LaunchRecord(name, context.State.NextNumber, context.At)
        {
            ImageId = instance.ImageId,
            InstanceType = instance.InstanceType,
            KeyName = instance.KeyName,
            UserData = own?.UserData ?? instance.UserData,
            SecurityGroups = own?.SecurityGroups ?? [],
            Settings = instance.Settings with { PrivateAddress = "" },
        };
    }

    private static LaunchRecord ReadLaunch(ActionContext context)
    {
        QueryReader read = context.Read;
        string name = read.Required("LaunchConfigurationName");
        LaunchRecord like = read.Text("InstanceId") is { } id
            ? LikeInstance(context, name, id)
            : new LaunchRecord(name, context.State.NextNumber, context.At);
        ValueList<string> groups = read.Texts("SecurityGroups.member");
        return like with
        {
            ImageId = read.Text("ImageId") ?? like.ImageId,
            InstanceType = read.Text("InstanceType") ?? like.InstanceType,
            KeyName = read.Text("KeyName") ?? like.KeyName,
            SecurityGroups = groups.Count > 0 ? groups : like.SecurityGroups,
            UserData = read.Text("UserData", MaxUserDataLength) ?? like.UserData,
            SpotPrice = read.Text("SpotPrice") ?? "",
            ClassicVpc = read.Text("ClassicLinkVPCId") ?? "",
            ClassicSecurityGroups = read.Texts("ClassicLinkVPCSecurityGroups.member"),
            Settings = SettingsReader.FromLaunch(read, like.Settings),
        };
    }

    public static QueryActionResult Delete(ActionContext context)
    {
        string name = context.Read.Required("LaunchConfigurationName");
        context.Read.Finish();
        if (!context.State.Launches.ContainsKey(name))
        {
            throw new QueryErrorException(
                QueryError.Validation($"Launch configuration name not found - Launch configuration {TextEscaping.Escape(name)} not found")
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
    }

    public static QueryActionResult Describe(ActionContext context)
    {
        ValueList<string> names = context.Read.Texts("LaunchConfigurationNames.member");
        IEnumerable<LaunchRecord> found = context.State.Launches.Values.Where(launch =>
            names.Count == 0 || names.Contains(launch.Name, StringComparer.Ordinal)
        );
        Page<LaunchRecord> page = Page<LaunchRecord>.Create(context, "launch configurations", found, launch => launch.Name);
        return new QueryActionResult(context.State, xml =>
            page.WriteTo(xml.List("LaunchConfigurations", "member", page.Items, (_, launch) => Write(xml, context, launch)))
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
