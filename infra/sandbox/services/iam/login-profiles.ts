import type { Call, Operation } from "../../service.ts";
import type { World } from "../../world.ts";
import { boolean, optionalText, text } from "../input.ts";
import { alreadyExists, noSuchEntity } from "./errors.ts";
import { onHolder, putHolder } from "./holders.ts";
import { iamOperations } from "./operation.ts";
import { checkPassword } from "./password-policy.ts";
import type { User } from "./state.ts";
import { namedOrCaller } from "./users.ts";

/** The sandbox has no console: a profile is known to be there, its password is checked by nobody and not kept. */
export const loginProfileOperations: Record<string, Operation> = iamOperations({
  reads: { GetLoginProfile: { on: onHolder("user"), handle: getLoginProfile } },
  writes: {
    CreateLoginProfile: { on: onHolder("user"), handle: createLoginProfile },
    UpdateLoginProfile: { on: onHolder("user"), handle: updateLoginProfile },
    DeleteLoginProfile: { on: onHolder("user"), handle: deleteLoginProfile },
  },
});

type Profile = NonNullable<User["loginProfile"]>;

function view(user: User, profile: Profile) {
  return {
    LoginProfile: {
      UserName: user.name,
      CreateDate: new Date(profile.created),
      PasswordResetRequired: profile.passwordResetRequired,
    },
  };
}

function profileOf(user: User): Profile {
  if (!user.loginProfile) throw noSuchEntity(`Login Profile for User ${user.name} cannot be found.`);
  return user.loginProfile;
}

function createLoginProfile(call: Call, world: World) {
  const password = text(call.input, "Password");
  const user = namedOrCaller(call, world);
  if (user.loginProfile) throw alreadyExists(`Login Profile for user ${user.name} already exists.`);
  checkPassword(password);
  const loginProfile = {
    created: call.time.toISOString(),
    passwordResetRequired: boolean(call.input, "PasswordResetRequired") ?? false,
  };
  putHolder(world, "user", { ...user, loginProfile });
  return view(user, loginProfile);
}

function getLoginProfile(call: Call, world: World) {
  const user = namedOrCaller(call, world);
  return view(user, profileOf(user));
}

function updateLoginProfile(call: Call, world: World) {
  const user = namedOrCaller(call, world);
  const profile = profileOf(user);
  const password = optionalText(call.input, "Password");
  if (password !== undefined) checkPassword(password);
  const passwordResetRequired = boolean(call.input, "PasswordResetRequired") ?? profile.passwordResetRequired;
  putHolder(world, "user", { ...user, loginProfile: { ...profile, passwordResetRequired } });
  return undefined;
}

function deleteLoginProfile(call: Call, world: World) {
  const { loginProfile, ...user } = namedOrCaller(call, world);
  if (!loginProfile) throw noSuchEntity(`Login Profile for User ${user.name} cannot be found.`);
  putHolder(world, "user", user);
  return undefined;
}
